using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OnlineMl.OpenTelemetry.Tests;

public class OnlineMlInstrumentationTests
{
    [Fact]
    public async Task Calls_AreMeasuredAndTraced()
    {
        using var traces = new KeptActivities();
        using var reader = new KeptMetrics();
        await using (var server = await TestServer.StartAsync(build: builder => builder.Services.AddOpenTelemetry()
            .AddOnlineMlInstrumentation()
            .WithMetrics(metrics => metrics.AddReader(new BaseExportingMetricReader(reader)))
            .WithTracing(tracing => tracing.AddProcessor(traces))))
        {
            await server.JsonAsync("POST", "/api/model/regression/prices", "\"LinearRegression\"");
            await server.JsonAsync("POST", "/api/learn", """{"model": "prices", "features": {"size": 3}, "ground_truth": 6}""");
            server.Services.GetRequiredService<MeterProvider>().ForceFlush();
        }

        Assert.Contains("onlineml.learn", traces.Names);
        Assert.Contains("onlineml.model.learn", reader.Names);
    }

    private sealed class KeptActivities : BaseProcessor<Activity>
    {
        public List<string> Names { get; } = [];

        public override void OnEnd(Activity data)
        {
            lock (Names)
            {
                Names.Add(data.OperationName);
            }
        }
    }

    private sealed class KeptMetrics : BaseExporter<Metric>
    {
        public HashSet<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Names.Add(metric.Name);
            }

            return ExportResult.Success;
        }
    }
}
