using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests.Requests;

public sealed class UploadReceiverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SpecThatIsTooLarge_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var (status, body) = await server.SendAsync("POST", "/api/model/regression/m", "[\"" + new string('a', 9_000_000) + "\"]");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("The body is larger than 8388608 bytes.", body, StringComparison.Ordinal);
        (status, body) = await server.SendAsync("POST", "/api/model/regression/m", "\"LinearRegression\"" + new string(' ', 4_000_000));
        Assert.True(status == HttpStatusCode.Created, body);
    }

    [Fact]
    public async Task File_GoesToTheDisk_AndLeavesNothingThere()
    {
        await using var server = await TestServer.StartAsync(options => (options.Storage.StoragePath, options.Endpoint.MaxSpecBytes) = (_folder, 1000));
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        for (var i = 0; i < 300; i++)
        {
            await server.JsonAsync("POST", "/api/learn", $$"""{"model":"m","features":{"x{{i}}":1},"ground_truth":{{i}}}""");
        }

        var file = await server.Http.GetByteArrayAsync(new Uri("/api/model/download/m", UriKind.Relative));
        Assert.True(file.Length > 1000);
        using var content = new ByteArrayContent(file);
        using var created = await server.Http.PostAsync(new Uri("/api/model/regression/copy", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(
            (await server.JsonAsync("POST", "/api/predict", """{"model":"m","features":{"x7":1}}""")).GetProperty("prediction").GetRawText(),
            (await server.JsonAsync("POST", "/api/predict", """{"model":"copy","features":{"x7":1}}""")).GetProperty("prediction").GetRawText());

        file[^1] ^= 1;
        using var damaged = new ByteArrayContent(file);
        using var refused = await server.Http.PostAsync(new Uri("/api/model/regression/damaged", UriKind.Relative), damaged);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder), path => Path.GetFileName(path).StartsWith("~upload-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x04 }, 415)]
    [InlineData(new byte[] { 0xff, 0xfe, 0x00 }, 400)]
    [InlineData(new byte[] { 0x82, 0xa6, (byte)'f', (byte)'o', (byte)'r', (byte)'m', (byte)'a', (byte)'x' }, 400)]
    public async Task BodyThatBeginsAsNoModel_IsRefusedBeforeTheRestCame(byte[] beginning, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/model/regression/m HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(beginning);
        await stream.WriteAsync(new byte[100]);
        using var reader = new StreamReader(stream);
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsTooLarge_IsRefusedWhileItComes()
    {
        await using var server = await TestServer.StartAsync(options => (options.Storage.StoragePath, options.Endpoint.MaxUploadBytes) = (_folder, 200_000));
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        var beginning = await server.Http.GetByteArrayAsync(new Uri("/api/model/download/m", UriKind.Relative));
        using var content = new EndlessContent(beginning);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/model/regression/n", UriKind.Relative)) { Content = content };
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("The body is larger than 200000 bytes.", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("message").GetString());
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder), path => Path.GetFileName(path).StartsWith("~upload-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FilesThatComeAtOnce_TakeNoMoreOfTheDiskTogetherThanIsAllowed()
    {
        await using var server = await TestServer.StartAsync(options => (options.Storage.StoragePath, options.Endpoint.MaxHeldUploadBytes) = (_folder, 300_000));
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        byte[] file = [.. await server.Http.GetByteArrayAsync(new Uri("/api/model/download/m", UriKind.Relative)), .. new byte[200_000]];
        using (var half = await BeginAsync(server, file))
        {
            using var refused = await SendUntilAsync(HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains("MaxHeldUploadBytes", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // What the client that left had sent is gone.
        using var taken = await SendUntilAsync(HttpStatusCode.BadRequest);
        Assert.Empty(Directory.EnumerateFiles(_folder, "~upload-*"));

        async Task<HttpResponseMessage> SendUntilAsync(HttpStatusCode wanted)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (true)
            {
                using var content = new ByteArrayContent(file);
                var response = await server.Http.PostAsync(new Uri("/api/model/regression/n", UriKind.Relative), content, limit.Token);
                if (response.StatusCode == wanted)
                {
                    return response;
                }

                response.Dispose();
            }
        }
    }

    [LinuxFact]
    public async Task AFileThatComes_IsGoneWithTheProcess_HoweverThatEnds()
    {
        await using var server = await TestServer.StartAsync(options => options.Storage.StoragePath = _folder);
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        using var half = await BeginAsync(server, await server.Http.GetByteArrayAsync(new Uri("/api/model/download/m", UriKind.Relative)));
        using var limit = new CancellationTokenSource(Patience);
        while (!Directory.EnumerateFiles("/proc/self/fd").Any(open => new FileInfo(open).LinkTarget is { } target
            && target.StartsWith(Path.Combine(_folder, "~upload-"), StringComparison.Ordinal) && target.EndsWith("(deleted)", StringComparison.Ordinal)))
        {
            await Task.Delay(10, limit.Token);
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(_folder), path => Path.GetFileName(path).StartsWith("~upload-", StringComparison.Ordinal));
    }

    // A client that does not go on.
    private static async Task<TcpClient> BeginAsync(TestServer server, byte[] file)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/model/regression/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 250000\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(file);
        return client;
    }

    private sealed class EndlessContent(byte[] beginning) : HttpContent
    {
        private const long Most = 100_000_000;

        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(beginning);
            var more = Encoding.ASCII.GetBytes(new string('x', 50_000));
            try
            {
                while (Sent < Most)
                {
                    await stream.WriteAsync(more);
                    Sent += more.Length;
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                return;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
