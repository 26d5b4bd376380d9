using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Configuration;

/// <summary>A factory of tests stops an application that may end by itself at the same moment.</summary>
public class DisposedApplicationTests
{
    [Fact]
    public async Task AnApplicationThatWasDisposedOf_MayBeStoppedYet()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl().UseMemory().AddModel("m", Flavor.Regression, "\"LinearRegression\"");
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync();
        var services = app.Services.GetServices<IHostedService>().Where(service => service.GetType().Namespace!.StartsWith("OnlineMl", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(services);

        await app.DisposeAsync();
        foreach (var service in services)
        {
            await service.StopAsync(CancellationToken.None);
        }
    }
}
