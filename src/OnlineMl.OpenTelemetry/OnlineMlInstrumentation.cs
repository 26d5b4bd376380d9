using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets OpenTelemetry collect what OnlineMl measures and traces.</summary>
public static class OnlineMlInstrumentation
{
    private const string Name = "OnlineMl";
    private const string Requests = "Microsoft.AspNetCore";

    /// <summary>Collects the meter and the activities of OnlineMl.</summary>
    /// <example><code>
    /// builder.Services.AddOpenTelemetry().AddOnlineMlInstrumentation().UseOtlpExporter();
    /// </code></example>
    public static TBuilder AddOnlineMlInstrumentation<TBuilder>(this TBuilder builder)
        where TBuilder : IOpenTelemetryBuilder
    {
        builder.WithMetrics(metrics => metrics.AddOnlineMlInstrumentation());
        builder.WithTracing(traces => traces.AddOnlineMlInstrumentation());
        return builder;
    }

    /// <summary>Collects the meter of OnlineMl.</summary>
    public static MeterProviderBuilder AddOnlineMlInstrumentation(this MeterProviderBuilder metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.AddMeter(Name);
    }

    /// <summary>Collects the activities of OnlineMl, and those of the requests that they are part of, without which a sampler that goes by the
    /// parent, as the default one does, drops them.</summary>
    public static TracerProviderBuilder AddOnlineMlInstrumentation(this TracerProviderBuilder traces)
    {
        ArgumentNullException.ThrowIfNull(traces);
        return traces.AddSource(Name, Requests);
    }

    /// <summary>Collects the meter of OnlineMl, to be read by Prometheus where <c>MapOnlineMlPrometheus()</c> maps it.</summary>
    public static TBuilder AddOnlineMlPrometheus<TBuilder>(this TBuilder builder)
        where TBuilder : IOpenTelemetryBuilder
    {
        builder.WithMetrics(metrics => metrics.AddOnlineMlInstrumentation().AddPrometheusExporter());
        return builder;
    }
}
