using System.Net.Sockets;
using System.Text;

namespace OnlineMl.AspNetCore.Tests.Batches;

/// <summary>A batch whose lines are sent and whose answers are read one by one; the answers come without chunks, as HTTP 1.0 has none.</summary>
internal sealed class OpenBatch : IDisposable
{
    private readonly TcpClient _connection;
    private readonly StreamReader _answers;

    private OpenBatch(TcpClient connection, StreamReader answers)
    {
        _connection = connection;
        _answers = answers;
    }

    public static async Task<OpenBatch> StartAsync(TestServer server, string path)
    {
        var connection = new TcpClient { NoDelay = true, ReceiveBufferSize = 16 * 1024, SendBufferSize = 16 * 1024 };
        await connection.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.0\r\nContent-Length: 1000000000\r\n\r\n"));
        var answers = new StreamReader(stream);
        Assert.EndsWith("200 OK", await answers.ReadLineAsync(), StringComparison.Ordinal);
        while (await answers.ReadLineAsync() is { Length: > 0 })
        {
        }

        return new OpenBatch(connection, answers);
    }

    public async Task SendAsync(string text) => await _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    public Task<string?> ReadLineAsync() => _answers.ReadLineAsync();

    public void Dispose()
    {
        _answers.Dispose();
        _connection.Dispose();
    }
}
