using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests;

public class OnlineMlServingOptionsTests
{
    [Fact]
    public void Faults_AreAllListedAtOnce()
    {
        using var services = new ServiceCollection().AddLogging().AddOnlineMlServing(options =>
        {
            options.StoragePath = " ";
            options.Durability = (Durability)7;
            options.SnapshotEvents = 0;
            options.RememberFor = TimeSpan.Zero;
            options.MaxIdentifierLength = 5;
        }).BuildServiceProvider();
        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value);
        Assert.Equal(5, fault.Failures.Count());
        Assert.Contains("MaxIdentifierLength is 5; allowed is 36 to 4096.", fault.Failures);
    }
}
