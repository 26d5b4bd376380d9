using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests;

public class OnlineMlServingOptionsTests
{
    [Fact]
    public void Faults_AreAllListedAtOnce()
    {
        using var services = new ServiceCollection().AddLogging().AddOnlineMlServing()
            .Configure<OnlineMlStorageOptions>(options => (options.StoragePath, options.Durability, options.SnapshotEvents) = (" ", (Durability)7, 0))
            .Configure<OnlineMlCallOptions>(options => options.RememberFor = TimeSpan.Zero)
            .Configure<OnlineMlLimitOptions>(options => options.MaxIdentifierLength = 5)
            .Services.BuildServiceProvider();
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value);
        Assert.Equal(5, fault.Failures.Count());
        Assert.Contains("MaxIdentifierLength is 5; allowed is 36 to 4096.", fault.Failures);
    }
}
