using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>A Redis of its own on core 0.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(
        Environment.GetEnvironmentVariable("FOLDER") ?? "/var/tmp", string.Create(CultureInfo.InvariantCulture, $"onlineml-redis-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}")));

    private readonly Process _process;

    private LocalRedis(string appendFsync)
    {
        var port = FindPort().ToString(CultureInfo.InvariantCulture);
        Address = $"127.0.0.1:{port}";
        string[] arguments =
        [
            "-c", "0", "redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "",
            "--appendonly", "yes", "--appendfsync", appendFsync, "--logfile", "log",
        ];
        _process = Process.Start(new ProcessStartInfo("taskset", arguments) { UseShellExecute = false })!;
    }

    public string Address { get; }

    /// <summary>The processor time that it has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<LocalRedis> StartAsync(string appendFsync)
    {
        var redis = new LocalRedis(appendFsync);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPEndPoint.Parse(redis.Address));
                return redis;
            }
            catch (SocketException) when (!redis._process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    public static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        await DeleteAsync();
    }

    // A child that rewrites the data may take a moment longer to end.
    private async Task DeleteAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }
}
