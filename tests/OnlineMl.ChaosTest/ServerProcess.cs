using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OnlineMl.ChaosTest;

/// <summary>A server as a process, which can be frozen, ended and killed.</summary>
public sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _output = new();
    private Task _reading = Task.CompletedTask;
    private bool _isToldToEnd;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(15) };
    }

    /// <summary>Whether it has ended, and nobody had told it to.</summary>
    public bool HasEndedByItself => !Volatile.Read(ref _isToldToEnd) && _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it wrote since it listened.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="redis">Where Redis is.</param>
    /// <param name="options">What else it is told.</param>
    public static Task<ServerProcess> StartAsync(string redis, params string[] options) => StartAsync(new ServerPlace(redis) { Options = options });

    internal static async Task<ServerProcess> StartAsync(ServerPlace place)
    {
        string[] arguments =
        [
            Path.Combine(place.Program, "OnlineMl.ChaosTest.dll"), "serve", place.Redis, FindPort().ToString(CultureInfo.InvariantCulture),
            ClusterServer.CallsAt, place.Address, ClusterServer.PeersAt, place.PeerAddress, .. place.Options,
        ];
        var start = place.Network is { } network
            ? new ProcessStartInfo("ip", ["netns", "exec", network, "dotnet", .. arguments])
            : new ProcessStartInfo("dotnet", arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        if (place.ClockLibrary is { } library)
        {
            start.Environment["LD_PRELOAD"] = library;
            start.Environment["CLOCK_SKEW"] = ((long)place.ClockSkew.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(MaxWait);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(ClusterServer.Listening, StringComparison.Ordinal))
            {
                var server = new ServerProcess(process, new Uri(line[ClusterServer.Listening.Length..]));
                server._reading = Task.WhenAll(server.ReadAsync(), server.NoteAsync(errors));
                return server;
            }
        }

        throw new InvalidOperationException($"The server does not start: {await errors}");
    }

    /// <summary>Waits until the server is one of the cluster.</summary>
    public async Task WaitUntilJoinedAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (await GetAsync("joined") != "true")
        {
            if (Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new TimeoutException($"The server does not join its cluster: {Output}");
            }

            await Task.Delay(50);
        }
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <inheritdoc cref="SendAsync"/>
    public Task<(int Status, string Body)> PostAsync(string path, string body, string? key = null) => SendAsync(HttpMethod.Post, path, body, key);

    /// <summary>Sends JSON.</summary>
    /// <returns>The status and the body; status 0 when there was no answer, as where another server has taken its place.</returns>
    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string body, string? key = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await _http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception reason) when (reason is HttpRequestException or TaskCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            return (0, reason.Message);
        }
    }

    public void Kill()
    {
        Volatile.Write(ref _isToldToEnd, true);
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public void Send(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Lets it end in order, and waits for that.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        Volatile.Write(ref _isToldToEnd, true);
        Send("TERM");
        using var limit = new CancellationTokenSource(MaxWait);
        return await WaitForExitAsync(limit.Token);
    }

    /// <summary>Waits until it has ended, and all is read that it wrote.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
        }
    }

    private async Task NoteAsync(Task<string> errors) => _output.Enqueue(await errors);

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
