using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>Bodies that the server cannot even read are the caller's mistake, and no fault in the log.</summary>
public class BrokenBodyTests
{
    [Theory]
    [InlineData("POST /api/learn", "ffffffff")]
    [InlineData("POST /api/learn", "fffffffff")]
    [InlineData("POST /api/learn", "80000000")]
    [InlineData("POST /api/learn", "zz")]
    [InlineData("POST /api/model/regression/m", "ffffffffffffffff")]
    [InlineData("DELETE /api/model", "fffffffff")]
    public async Task ChunksOfNoSize_AreRefused(string request, string size)
    {
        using var lines = new LogLines();
        await using var server = await TestServer.StartAsync(build: builder => builder.Logging.AddProvider(lines));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\nab\r\n0\r\n\r\n"));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        Assert.StartsWith("HTTP/1.1 4", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(lines.Of("", LogLevel.Error));
    }

    [Fact]
    public async Task FormsInACharsetThatIsNotRead_AreRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/model") { Content = new StringContent("model=m") };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded; charset=utf-7");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The form is not valid", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
