using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OnlineMl.ServingBenchmarks;

/// <summary>How long an event takes from the sending of a learn to each of many listeners.</summary>
internal static class EventLatency
{
    private const string Mark = "\"sent\":";

    public static async Task RunAsync(Uri server, int listeners, int eventsPerSecond, int seconds)
    {
        var latencies = new ConcurrentBag<double>();
        var streams = new List<NetworkStream>();
        for (var i = 0; i < listeners; i++)
        {
            streams.Add(await ListenAsync(server));
        }

        var reading = streams.ConvertAll(stream => ReadAsync(stream, latencies));
        using var http = new HttpClient { BaseAddress = server };
        await Example.CreateModelAsync(http, "timed");
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / eventsPerSecond));
        var events = eventsPerSecond * seconds;
        for (var i = 0; i < events; i++)
        {
            await pace.WaitForNextTickAsync();
            using var content = new StringContent(
                string.Create(CultureInfo.InvariantCulture, $"{{\"model\":\"timed\",\"features\":{{\"x\":1,{Mark}{Stopwatch.GetTimestamp()}}},\"ground_truth\":true}}"), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri("api/learn", UriKind.Relative), content);
            response.EnsureSuccessStatusCode();
        }

        // The last events are still on their way.
        for (var i = 0; i < 50 && latencies.Count < events * listeners; i++)
        {
            await pace.WaitForNextTickAsync();
        }

        streams.ForEach(stream => stream.Dispose());
        await Task.WhenAll(reading);
        double[] sorted = [.. latencies.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{listeners} listeners, {events} events: {sorted.Length} of {events * listeners} arrived, p50 {sorted[sorted.Length / 2]:f1} ms, p99 {sorted[sorted.Length * 99 / 100]:f1} ms, at most {sorted[^1]:f1} ms"));
    }

    private static async Task<NetworkStream> ListenAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/stream/events HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
        var first = new byte[4096];
        _ = await stream.ReadAsync(first);
        return stream;
    }

    private static async Task ReadAsync(NetworkStream stream, ConcurrentBag<double> latencies)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1024);
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                var at = line.IndexOf(Mark, StringComparison.Ordinal);
                if (at < 0)
                {
                    continue;
                }

                var now = Stopwatch.GetTimestamp();
                var digits = line.AsSpan(at + Mark.Length);
                digits = digits[..digits.IndexOfAnyExceptInRange('0', '9')];
                latencies.Add(Stopwatch.GetElapsedTime(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture), now).TotalMilliseconds);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }
}
