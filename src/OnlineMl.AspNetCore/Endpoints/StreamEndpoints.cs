using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Server-sent events: every call as it happens, and the metrics after each learn.</summary>
internal sealed class StreamEndpoints(ModelHost host, OnlineMlOptions options, AccessGate gate, OpenStreams streams, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // More than this is not written without asking whether the listener takes it.
    private const int MostUnflushedBytes = 32 * 1024;

    public void Map(EndpointTable table)
    {
        table.Map(Views.StreamMetrics, "GET", "/stream/metrics", context => SendAsync(context, host.MetricEvents), isEndless: true);
        table.Map(Views.StreamEvents, "GET", "/stream/events", context => SendAsync(context, host.Events), isEndless: true);
    }

    private async Task SendAsync(HttpContext context, EventHub hub)
    {
        var request = RequestOf(context.Request);
        if (request.Model is { } model)
        {
            Caller.Check(context, model);
        }

        using var stream = streams.Open();
        using var listener = hub.Listen(request);
        await listener.Announced.ConfigureAwait(false);
        var response = context.Response;
        JsonResponse.AddSecurityHeaders(response);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            // A listener may be slow: it loses events, not the connection.
            rate.MinDataRate = null;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await SendAsync(context, listener, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SendAsync(HttpContext context, EventListener listener, CancellationToken cancellation)
    {
        var output = context.Response.BodyWriter;
        var models = Caller.ModelsOf(context);
        var expires = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue;

        // The first bytes tell the listener that from now on nothing is missed.
        output.Write(": listening\n\n"u8);
        await output.FlushAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            var next = listener.WaitAsync(cancellation);
            while (!next.IsCompleted)
            {
                var waiting = next.AsTask();
                next = new ValueTask<bool>(waiting);
                await ((Task)waiting).WaitAsync(WaitBefore(expires), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!waiting.IsCompleted)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (IsOver(context, expires))
                    {
                        return;
                    }

                    output.Write(": keep-alive\n\n"u8);
                    await output.FlushAsync(cancellation).ConfigureAwait(false);
                }
            }

            if (!await next.ConfigureAwait(false))
            {
                return;
            }

            if (IsOver(context, expires))
            {
                return;
            }

            WriteWaiting(output, listener, models);
            if ((await output.FlushAsync(cancellation).ConfigureAwait(false)).IsCompleted)
            {
                return;
            }
        }
    }

    // A stream lasts no longer than the token that opened it.
    private bool IsOver(HttpContext context, DateTimeOffset expires) => time.GetUtcNow() >= expires || !gate.IsStillGood(context);

    private TimeSpan WaitBefore(DateTimeOffset expires) =>
        expires - time.GetUtcNow() is var left && left < options.Stream.KeepAlive ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : options.Stream.KeepAlive;

    private static void WriteWaiting(PipeWriter output, EventListener listener, ModelPatterns? models)
    {
        for (var bytes = 0; bytes < MostUnflushedBytes && listener.TryRead(out var published, out var missed);)
        {
            if (missed != 0)
            {
                var count = missed?.ToString(CultureInfo.InvariantCulture) ?? "null";
                var lost = $"event: lost\ndata: {{\"lost\": {count}}}\n\n";
                output.Write(Encoding.ASCII.GetBytes(lost));
            }

            if (models?.Allow(published.Model) != false)
            {
                output.Write(published.Frame.Span);
                bytes += published.Frame.Length;
            }
        }
    }

    private static StreamRequest RequestOf(HttpRequest request)
    {
        string? last = request.Headers["Last-Event-ID"];
        return new StreamRequest(RequestQuery.Single(request, "model"), RequestQuery.Single(request, "lastEventId") ?? (string.IsNullOrEmpty(last) ? null : last));
    }
}
