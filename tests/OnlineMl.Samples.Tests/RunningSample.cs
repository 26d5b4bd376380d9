using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OnlineMl.Samples.Tests;

/// <summary>A sample that runs as a process of its own, as <c>dotnet run --project samples/X</c> runs it, and keeps its models in a folder of its own.</summary>
internal sealed partial class RunningSample : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningSample(string name, string[] arguments)
    {
        _folder = Directory.CreateTempSubdirectory("onlineml");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var project = Path.Combine(RepositoryFolder(), "samples", name);
        foreach (var argument in (string[])["run", "--no-build", "-c", Configuration, "--project", project, "--", "--storage", _folder.FullName, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that the sample has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    private static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    public static RunningSample Start(string name, params string[] arguments) => new(name, arguments);

    /// <summary>A client of the address that the sample says it listens on.</summary>
    public async Task<HttpClient> ConnectAsync() => new() { BaseAddress = await _address.Task.WaitAsync(TimeSpan.FromMinutes(2)) };

    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException($"The sample ended early:\n{Output}"));
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (ListeningPattern().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OnlineMl.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The repository was not found above the test's folder.");
    }

    [GeneratedRegex(@"Now listening on: (?<address>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListeningPattern();
}
