using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Limits;
using OpenTelemetry;

namespace OnlineMl.Cli;

/// <summary>What <c>onlineml serve</c> tells of itself: <c>GET /metrics</c> for Prometheus, and meters and traces for a collector of OpenTelemetry.</summary>
internal static class ServedMetrics
{
    private const string Path = "/metrics";

    // OpenTelemetry's own settings; the exporter reads them and those that go with them by itself.
    private static readonly string[] CollectorSettings =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <summary>Measures what somebody may ask for, and sends it to the collector that the configuration names.</summary>
    public static void Add(WebApplicationBuilder builder, bool? showsMetrics)
    {
        if (showsMetrics != false)
        {
            builder.Services.AddOpenTelemetry().AddOnlineMlPrometheus();
        }

        if (CollectorSettings.Any(setting => !string.IsNullOrEmpty(builder.Configuration[setting])))
        {
            builder.Services.AddOpenTelemetry().AddOnlineMlInstrumentation().UseOtlpExporter();
        }
    }

    /// <summary>Maps <c>GET /metrics</c>.</summary>
    public static void Map(WebApplication app, bool? showsMetrics)
    {
        if (showsMetrics == false)
        {
            return;
        }

        var endpoint = app.MapOnlineMlPrometheus(Path);
        if (showsMetrics is null)
        {
            var isShown = new Lazy<bool>(() => IsOnlyOfThisMachine(app));
            endpoint.Add(mapped =>
            {
                var answer = mapped.RequestDelegate!;
                mapped.RequestDelegate = context => isShown.Value ? answer(context) : HideAsync(context);
            });
        }
    }

    private static Task HideAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("Others than this machine can reach the server; it shows its metrics with --metrics on.\n");
    }

    // Where it listens is known only when it does.
    private static bool IsOnlyOfThisMachine(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses
        && !addresses.Any(ListeningAddress.IsBeyondThisMachine);
}
