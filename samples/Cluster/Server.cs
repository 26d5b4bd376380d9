using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace ClusterSample;

/// <summary>One of the three servers. This is all that there is to it.</summary>
internal static class Server
{
    public static async Task RunAsync(string redis, int port, string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var onlineMl = builder.Services.AddOnlineMl()
            .UseRedis(redis)
            .UseCluster(o => (o.ClusterId, o.Port, o.Address) = ("sample", port, "127.0.0.1"))
            .Configure<OnlineMlStorageOptions>(o => o.Durability = Durability.OperatingSystem);
        foreach (var model in Demo.Models)
        {
            onlineMl.AddModel(model, Flavor.Regression, """["StandardScaler", "LinearRegression"]""");
        }

        var app = builder.Build();
        app.MapOnlineMl();
        await app.RunAsync();
    }
}
