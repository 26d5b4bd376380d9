using OnlineMl.Redis.Tests;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("OnlineMl.Redis.Tests.RedisTestFramework", "OnlineMl.Redis.Tests")]

namespace OnlineMl.Redis.Tests;

/// <summary>Skips all tests where there is no redis-server, inherited ones, too.</summary>
public sealed class RedisTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) => new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink messages) : XunitTestFrameworkDiscoverer(assembly, sources, messages)
    {
        protected override bool FindTestsForMethod(
            ITestMethod testMethod, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions) =>
            RedisProcess.WhyNot is null || !testMethod.Method.GetCustomAttributes(typeof(FactAttribute)).Any()
                ? base.FindTestsForMethod(testMethod, includeSourceInformation, messageBus, discoveryOptions)
                : ReportDiscoveredTestCase(new SkippedTestCase(DiagnosticMessageSink, testMethod), includeSourceInformation, messageBus);
    }

    private sealed class SkippedTestCase : XunitTestCase
    {
        [Obsolete("For the deserializer.")]
        public SkippedTestCase()
        {
        }

        public SkippedTestCase(IMessageSink messages, ITestMethod method)
            : base(messages, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method)
        {
        }

        protected override string? GetSkipReason(IAttributeInfo factAttribute) => RedisProcess.WhyNot;
    }
}
