using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OnlineMl.Cli.Tests;

/// <summary>Takes what is sent to a collector of OpenTelemetry over HTTP, and keeps it.</summary>
internal sealed class Collector : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<(string Path, string Body)> _requests = [];

    public Collector()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Waits until something that has a text in it was sent to a path.</summary>
    public async Task UntilSentAsync(string path, string text, CancellationToken cancellationToken)
    {
        while (!_requests.Any(request => request.Path == path && request.Body.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    // Every connection is for one request.
    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
            {
                head.Append((char)one[0]);
            }

            var lines = head.ToString().Split("\r\n");
            var length = lines.Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            var body = new byte[int.Parse(length.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body);
            _requests.Enqueue((lines[0].Split(' ')[1], Encoding.Latin1.GetString(body)));
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
    }
}
