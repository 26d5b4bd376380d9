using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OnlineMl.Cli;

/// <summary>The web application behind <c>onlineml serve</c>.</summary>
internal static class Server
{
    public static async Task RunAsync(string urls, string? storage, bool learnDuringPredict, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(urls.Split(';'));
        builder.Services.AddOnlineMl(options =>
        {
            options.StoragePath = storage;
            options.LearnDuringPredict = learnDuringPredict;
        });
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }
}
