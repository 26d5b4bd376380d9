using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OnlineMl.ServingBenchmarks;

/// <summary>How many lines a second one connection can teach: the lines are made beforehand and sent as fast as the server takes them.</summary>
internal static class LearnLines
{
    private const int DistinctLines = 2000;
    private const int Rounds = 5;

    public static async Task RunAsync(Uri server, int count)
    {
        var block = Example.Lines(DistinctLines, seed: 1);
        var blocks = count / DistinctLines;
        for (var round = 1; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var last = await SendAsync(server, block, blocks);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {blocks * DistinctLines / seconds / 1e3:f0} k lines/s, {(long)blocks * block.Length / seconds / 1e6:f0} MB/s, last answer {last}"));
        }
    }

    private static async Task<string> SendAsync(Uri server, byte[] block, int blocks)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/learn/batch?model={Example.Model} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {(long)blocks * block.Length}\r\nConnection: close\r\n\r\n")));
        var answers = ReadToEndAsync(stream);
        for (var i = 0; i < blocks; i++)
        {
            await stream.WriteAsync(block);
        }

        return await answers;
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        var last = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains("message", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(line);
            }

            last = line.StartsWith('{') ? line : last;
        }

        return last;
    }
}
