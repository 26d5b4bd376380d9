using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OnlineMl.Client.Connections;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Streams;

/// <summary>Server-sent events that go on behind the last one after the connection broke.</summary>
/// <param name="server">The server.</param>
/// <param name="path">The path of the stream.</param>
/// <param name="wanted">What the listener wants to hear.</param>
internal sealed class EventStream(ServerConnection server, string path, StreamRequest? wanted)
{
    private const string Lost = "lost";

    private string? _lastId = wanted?.LastEventId;

    /// <summary>The events, each with the number of those that were lost before it; null when that is unknown.</summary>
    public async IAsyncEnumerable<(SseItem<string> Item, long? Missed)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? missed = 0;
        var faultsInARow = 0;
        while (true)
        {
            using var response = await server.OpenAsync(MakeRequest, cancellationToken).ConfigureAwait(false);
            var body = server.Watch(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            var parser = SseParser.Create(body);
            var items = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var ending = items.ConfigureAwait(false);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        // A server that stops ends its streams as if there were nothing more to tell.
                        throw new IOException("the server ended the stream.");
                    }
                }
                catch (Exception e) when (ServerConnection.IsFault(e))
                {
                    faultsInARow = body.HasHeld ? 0 : faultsInARow;
                    if (faultsInARow++ >= server.Retries)
                    {
                        throw server.RefusalFor(e);
                    }

                    break;
                }

                faultsInARow = 0;
                _lastId = parser.LastEventId is { Length: > 0 } id ? id : _lastId;
                if (items.Current.EventType == Lost)
                {
                    var lost = JsonElement.Parse(items.Current.Data).GetProperty(Lost);
                    missed += lost.ValueKind == JsonValueKind.Null ? null : lost.GetInt64();
                }
                else
                {
                    yield return (items.Current, missed);
                    missed = 0;
                }
            }

            await server.WaitBeforeReopeningAsync(parser.ReconnectionInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private HttpRequestMessage MakeRequest()
    {
        var query = wanted?.Model is { } model ? $"?model={OnlineMlHttpClient.Escape(model)}" : "";
        var request = new HttpRequestMessage(HttpMethod.Get, OnlineMlHttpClient.Relative(path + query));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (_lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _lastId);
        }

        return request;
    }
}
