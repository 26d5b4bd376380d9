using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests.Diagnostics;

public class ServiceHealthCheckTests
{
    [Fact]
    public async Task RunningService_IsHealthy_AndAStoppedOneIsNot()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddHealthChecks().AddOnlineMl(tags: ["ready"]),
            map: app =>
            {
                app.MapOnlineMl();
                app.MapHealthChecks("/healthz");
            });
        Assert.Equal("Healthy", (await server.SendAsync("GET", "/healthz")).Body);

        await server.Services.GetRequiredService<ModelHost>().StopAsync(CancellationToken.None);

        var (status, body) = await server.SendAsync("GET", "/healthz");
        Assert.Equal(("503", "Unhealthy"), (((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), body));
    }

    [Fact]
    public async Task ModelThatCannotBeRestored_Degrades()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder.Path, "m"), "*", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(file, [1, 2, 3]);
        }

        await using var again = await TestServer.StartAsync(
            options => options.Storage.StoragePath = folder.Path, builder => builder.Services.AddHealthChecks().AddOnlineMl());
        await again.SendAsync("GET", "/api/metrics?model=m");
        var report = await again.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.StartsWith("m: ", report.Entries["onlineml"].Description, StringComparison.Ordinal);
    }
}
