using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OnlineMl.Cli.Tests;

/// <summary>A running <c>onlineml serve</c>.</summary>
internal sealed class ServedTool : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly CancellationToken _timeout;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly HttpClient _http = new();
    private Task _reading = Task.CompletedTask;

    private ServedTool(Process process, CancellationToken timeout)
    {
        (_process, _timeout) = (process, timeout);
        _errors = process.StandardError.ReadToEndAsync(timeout);
    }

    public Uri Address => _http.BaseAddress!;

    public string Output => _output.ToString();

    public string Errors => _errors.Result;

    /// <summary>Starts the tool and waits until it listens.</summary>
    public static Task<ServedTool> StartAsync(CancellationToken timeout, params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), timeout, arguments);

    /// <summary>Starts the tool with more in its environment, and waits until it listens.</summary>
    public static async Task<ServedTool> StartAsync(IReadOnlyDictionary<string, string> environment, CancellationToken timeout, params string[] arguments)
    {
        string[] address = arguments.Contains("--urls", StringComparer.Ordinal) ? [] : ["--urls", "http://127.0.0.1:0"];
        var start = Tool.StartInfo(["serve", .. address, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var tool = new ServedTool(Process.Start(start)!, timeout);
        while (await tool._process.StandardOutput.ReadLineAsync(timeout) is { } line)
        {
            tool._output.AppendLine(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var place)
            {
                tool._http.BaseAddress = new Uri(line[(place + Listening.Length)..].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
                tool._reading = tool.ReadAsync();
                return tool;
            }
        }

        throw new InvalidOperationException(await tool._errors);
    }

    public async Task<string> GetAsync(string path) => await _http.GetStringAsync(new Uri(path, UriKind.Relative), _timeout);

    public async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, _timeout);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(_timeout);
        await _reading;
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(_timeout) is { } line)
        {
            _output.AppendLine(line);
        }
    }
}
