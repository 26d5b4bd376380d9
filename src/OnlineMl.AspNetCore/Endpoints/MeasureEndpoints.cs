using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>How good and how busy a model is.</summary>
internal sealed class MeasureEndpoints(IOnlineMlClient client, ModelHost host, OnlineMlOptions options)
{
    public void Map(EndpointTable table)
    {
        table.Map(Views.Metrics, "GET", "/metrics", MetricsAsync);
        table.Map(Views.Metrics, "GET", "/metrics/history", HistoryAsync);
        table.Map(Views.Metrics, "GET", "/metrics/report", ReportAsync);
        table.Map(Views.Stats, "GET", "/stats", StatsAsync);
    }

    private async Task MetricsAsync(HttpContext context)
    {
        var name = await NamedModel.InQueryOrBodyAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var (position, metrics) = await host.ReadMetricsAsync(name, context.RequestAborted).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, position);
        var buffer = JsonResponse.Buffers.Get();
        try
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(writer, metrics);
            }

            JsonResponse.Write(context.Response, buffer.WrittenSpan);
        }
        finally
        {
            JsonResponse.Buffers.Return(buffer);
        }
    }

    private async Task HistoryAsync(HttpContext context)
    {
        var name = await NamedModel.InQueryOrBodyAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var history = await client.GetMetricHistoryAsync(name, RequestQuery.Single(context.Request, "metric"), context.RequestAborted).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, history.Position);
        await JsonResponse.WriteAsync(context.Response, history, OnlineMlJsonContext.Default.MetricHistoryResponse).ConfigureAwait(false);
    }

    private async Task ReportAsync(HttpContext context)
    {
        var name = await NamedModel.InQueryOrBodyAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var report = await client.GetReportAsync(name, context.RequestAborted).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, report.Position);
        await JsonResponse.WriteAsync(context.Response, report, OnlineMlJsonContext.Default.ModelReport).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> metrics)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in metrics)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumber(name, value);
            }
            else
            {
                writer.WriteString(name, double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
            }
        }

        writer.WriteEndObject();
    }

    private async Task StatsAsync(HttpContext context)
    {
        var name = await NamedModel.InQueryOrBodyAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var stats = await client.GetStatsAsync(name, context.RequestAborted).ConfigureAwait(false);
        await JsonResponse.WriteAsync(context.Response, stats, OnlineMlJsonContext.Default.ModelStats).ConfigureAwait(false);
    }
}
