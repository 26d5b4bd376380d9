using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClusterSample;

/// <summary>A Redis of its own for as long as the sample runs.</summary>
internal sealed class LocalRedis : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onlineml-sample-");
    private readonly Process _process;

    public LocalRedis()
    {
        var port = FindPort().ToString(CultureInfo.InvariantCulture);
        Address = $"127.0.0.1:{port}";
        _process = Process.Start(new ProcessStartInfo(
            Find()!,
            ["--port", port, "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "yes", "--logfile", "redis.log"]))!;
    }

    public string Address { get; }

    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server"))
        .FirstOrDefault(File.Exists);

    public static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
