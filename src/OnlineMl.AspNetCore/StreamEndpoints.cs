using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Server-sent events: every call as it happens, and the metrics after each learn.</summary>
internal static class StreamEndpoints
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/stream/events", (HttpContext context, IOnlineMlClient client) =>
            SendAsync(
                context,
                client.StreamEventsAsync(null, context.RequestAborted),
                happened => $"event: {happened.Kind}\ndata: {JsonSerializer.Serialize(happened, OnlineMlJsonContext.Default.ModelEvent)}\n\n"))
            .WithName("stream_events");
        group.MapGet("/stream/metrics", (HttpContext context, IOnlineMlClient client) =>
            SendAsync(context, client.StreamMetricsAsync(null, context.RequestAborted), happened => $"data: {MetricsJson.Write(happened.Metrics)}\n\n"))
            .WithName("stream_metrics");
    }

    private static async Task SendAsync<T>(HttpContext context, IAsyncEnumerable<T> items, Func<T, string> format)
    {
        var cancellation = context.RequestAborted;
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            // The first bytes tell the listener that from now on nothing is missed.
            await response.WriteAsync(": listening\n\n", cancellation).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            var reader = items.GetAsyncEnumerator(cancellation);
            await using (reader.ConfigureAwait(false))
            {
                var next = reader.MoveNextAsync().AsTask();
                while (true)
                {
                    if (!next.IsCompleted && await IsQuietAsync(next, cancellation).ConfigureAwait(false))
                    {
                        await response.WriteAsync(": keep-alive\n\n", cancellation).ConfigureAwait(false);
                    }
                    else if (!await next.ConfigureAwait(false))
                    {
                        return;
                    }
                    else
                    {
                        await response.WriteAsync(format(reader.Current), cancellation).ConfigureAwait(false);
                        next = reader.MoveNextAsync().AsTask();
                    }

                    await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
    }

    private static async Task<bool> IsQuietAsync(Task<bool> next, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(KeepAlive, cancellation).ConfigureAwait(false);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
