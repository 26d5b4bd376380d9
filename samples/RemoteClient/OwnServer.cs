namespace RemoteClient;

/// <summary>A server for when there is none yet: in this process, on a free port, in memory.</summary>
internal static class OwnServer
{
    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl();
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync();
        return app;
    }
}
