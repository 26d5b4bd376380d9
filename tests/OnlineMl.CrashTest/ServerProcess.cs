using System.Diagnostics;
using System.Text;

namespace OnlineMl.CrashTest;

/// <summary>A running <see cref="KilledServer"/>.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    public ServerProcess(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "OnlineMl.CrashTest.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What the server wrote to its error stream.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString().Trim();
            }
        }
    }

    public bool WasKilled { get; private set; }

    /// <summary>Waits until the server listens.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<Uri> WaitAsync()
    {
        var lines = new StringBuilder();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(KilledServer.Ready, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync();
                return new Uri(line[KilledServer.Ready.Length..]);
            }

            lines.AppendLine(line);
        }

        throw new CrashTestException($"The server did not start: {lines}{Errors}");
    }

    /// <summary>Kills the server with SIGKILL and waits until it is gone.</summary>
    public void Kill()
    {
        if (_process.HasExited)
        {
            throw new CrashTestException($"The server ended by itself: {Errors}");
        }

        WasKilled = true;
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
