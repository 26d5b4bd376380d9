using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Cli.Tests;

/// <summary>A server that the tool runs.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    private readonly Process _process;

    private ServedFolder(Process process, HttpClient http) => (_process, Http) = (process, http);

    public HttpClient Http { get; }

    public static Task<ServedFolder> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>Starts a server with more in its environment.</summary>
    public static async Task<ServedFolder> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var start = Tool.StartInfo(["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        const string Listening = "Now listening on: ";
        string? line;
        while ((line = await process.StandardOutput.ReadLineAsync(timeout.Token)) is not null && !line.Contains(Listening, StringComparison.Ordinal))
        {
        }

        Assert.NotNull(line);
        return new ServedFolder(process, new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) });
    }

    public async Task<int> StatusAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/models");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    public async Task<string> TokenAsync(string user, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/auth/token");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        using var answer = await Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("token").GetString()!;
    }

    /// <summary>Asks until the answer has a status.</summary>
    public async Task UntilAsync(int status, string? token)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await StatusAsync(token) != status)
        {
            timeout.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
