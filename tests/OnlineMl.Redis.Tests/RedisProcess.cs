using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OnlineMl.Redis.Tests;

/// <summary>A redis-server of this machine on a port of its own, which keeps its data while it is killed and started again.</summary>
public sealed class RedisProcess : IDisposable
{
    // Lets it take half a minute to load what it has, as one that has much does.
    private static readonly string[] LoadsSlowly = ["--key-load-delay", "200000", "--loading-process-events-interval-bytes", "1024"];

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-redis-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    /// <param name="arguments">What it is told beside its port and folder. By itself it gives everything to the system before it answers, which with
    /// <c>everysec</c> it does not while the disk is slow.</param>
    public RedisProcess(params string[] arguments)
    {
        _arguments = arguments;
        Port = FindPort();
        Start();
    }

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? WhyNot { get; } = Find() is null ? "There is no redis-server (Debian package redis-server)." : null;

    public int Port { get; }

    private string Data => Path.Combine(_folder, "appendonlydir");

    private string Remembered => Path.Combine(_folder, "remembered");

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public void Start() => Start("+PONG");

    /// <summary>Kills it and starts it again, until it says that it is loading, which it goes on doing until <see cref="EndLoading"/>.</summary>
    public void RestartUntilItLoads()
    {
        // What cannot be packed, since it takes calls only between so many bytes.
        var random = new Random(1);
        for (var i = 0; i < 150; i++)
        {
            Send($"SET other{i} {string.Concat(Enumerable.Range(0, 2000).Select(_ => (char)random.Next('0', 'z')))}");
        }

        Send("BGREWRITEAOF");
        WaitFor(() => SendForAll("INFO persistence") is var state
            && state.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal) && state.Contains("aof_rewrite_scheduled:0", StringComparison.Ordinal));
        Kill();
        Start("-LOADING", LoadsSlowly);
    }

    public void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Keeps a copy of what it has. Nobody writes meanwhile.</summary>
    public void Remember()
    {
        Directory.CreateDirectory(Remembered);
        foreach (var file in Directory.EnumerateFiles(Data))
        {
            File.Copy(file, Path.Combine(Remembered, Path.GetFileName(file)));
        }
    }

    /// <summary>Kills it and starts it again with what it had at <see cref="Remember"/>, as it is after a power cut when the disk had not got the rest.</summary>
    public void GoBack()
    {
        Kill();
        Directory.Delete(Data, recursive: true);
        Directory.Move(Remembered, Data);
        Start();
    }

    /// <summary>Lets it answer nothing, and keep its connections, until <see cref="GoOn"/>.</summary>
    public void Freeze() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    /// <summary>Lets it load the rest at once.</summary>
    public void EndLoading()
    {
        Send("CONFIG SET key-load-delay 0");
        WaitFor(() => IsAnswering("+PONG"));
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }

        // A child that rewrites the data may take a moment longer to end.
        for (var tries = 1; Directory.Exists(_folder); tries++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (tries < 100)
            {
                Task.Delay(50).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Sends a command in the simplest form, and gives the first line of the answer.</summary>
    public string Send(string command)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, Port);
        using var stream = client.GetStream();
        stream.Write(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        return reader.ReadLine() ?? "";
    }

    /// <summary>Sends a command whose answer is one text.</summary>
    public string SendForAll(string command)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, Port);
        using var stream = client.GetStream();
        stream.Write(System.Text.Encoding.UTF8.GetBytes(command + "\r\nQUIT\r\n"));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server"))
        .FirstOrDefault(File.Exists);

    private static int FindPort()
    {
        // A node of a cluster has another port, 10,000 above.
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (port < 55_000)
            {
                return port;
            }
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Start(string answer, params string[] more)
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", "no", .. _arguments, .. more,
        ];
        _process = Process.Start(new ProcessStartInfo(Find()!, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        WaitFor(() => IsAnswering(answer));
    }

    private void WaitFor(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process!.HasExited || Stopwatch.GetElapsedTime(start) > MaxWait)
            {
                throw new InvalidOperationException(_process.HasExited ? "redis-server has ended." : "redis-server does not answer.");
            }

            Task.Delay(20).GetAwaiter().GetResult();
        }
    }

    private bool IsAnswering(string answer)
    {
        try
        {
            return Send("PING").StartsWith(answer, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
