using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

/// <summary>A listener with a small receive buffer that reads nothing before it is told to.</summary>
internal sealed class RawListener : IDisposable
{
    private readonly Socket _socket;

    private RawListener(Socket socket) => _socket = socket;

    /// <summary>After this time without an event, it is taken for lost.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    public static async Task<RawListener> OpenAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync("GET /api/stream/events HTTP/1.0\r\n\r\n"u8.ToArray());
        var first = new byte[1];
        await socket.ReceiveAsync(first);
        return new RawListener(socket);
    }

    /// <summary>Reads until every event was heard or was reported as lost.</summary>
    /// <exception cref="TimeoutException">Some are neither.</exception>
    public async Task<(long Heard, long Lost)> CountAsync(long total)
    {
        long heard = 0;
        long lost = 0;
        using var limit = new CancellationTokenSource(LongestWait);
        using var reader = new StreamReader(new NetworkStream(_socket), Encoding.UTF8);
        try
        {
            while (heard + lost < total && await reader.ReadLineAsync(limit.Token) is { } line)
            {
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    continue;
                }

                limit.CancelAfter(LongestWait);
                if (line.StartsWith("data: {\"lost\":", StringComparison.Ordinal))
                {
                    lost += JsonElement.Parse(line["data: ".Length..]).GetProperty("lost").GetInt64();
                }
                else
                {
                    heard++;
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Of {total} events {heard} were heard and {lost} reported as lost; of the others nothing came for {LongestWait}.", e);
        }

        return (heard, lost);
    }

    public void Dispose() => _socket.Dispose();
}
