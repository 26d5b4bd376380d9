using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OnlineMl.Cli.Tests;

/// <summary>The commands of each page of <c>docs</c> run, in their order and in one folder. Those of a block <c>bash run-in-background</c>, which serve, run beside the
/// blocks after it.</summary>
public class DocumentedCommandsTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Docs(), "*.md").Where(path => File.ReadAllText(path).Contains("```bash", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task CommandsOfAPage_Run(string page)
    {
        var folder = Directory.CreateTempSubdirectory("onlineml").FullName;
        try
        {
            var script = Path.Combine(folder, "page.bash");
            File.WriteAllText(script, ScriptOf(Path.Combine(Docs(), page)));
            using var bash = Process.Start(new ProcessStartInfo("bash", [script])
            {
                UseShellExecute = false,
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = bash.StandardError.ReadToEndAsync();
            var output = await bash.StandardOutput.ReadToEndAsync();
            await bash.WaitForExitAsync();
            Assert.True(bash.ExitCode == 0, $"{output}\n{await error}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string ScriptOf(string path)
    {
        // A function would not end with the process that it runs, so the tool is a file of that name.
        var script = new StringBuilder("set -euo pipefail\nmkdir bin\n")
            .Append("printf '#!/bin/sh\\nexec dotnet \"%s\" \"$@\"\\n' '").Append(Path.Combine(AppContext.BaseDirectory, "OnlineMl.Cli.dll")).Append("' > bin/onlineml\n")
            .Append("chmod +x bin/onlineml\nPATH=$PWD/bin:$PATH\ntrap 'for job in $(jobs -p); do kill \"$job\"; wait \"$job\" || true; done' EXIT\n");
        string? kind = null;
        var address = $"127.0.0.1:{FreePort()}";
        foreach (var written in File.ReadLines(path))
        {
            var line = written.Replace("127.0.0.1:5000", address, StringComparison.Ordinal);
            if (line.StartsWith("```bash", StringComparison.Ordinal))
            {
                kind = line;
            }
            else if (line == "```" && kind is not null)
            {
                kind = null;
            }
            else if (kind == "```bash")
            {
                script.Append(line).Append('\n');
            }
            else if (kind is not null && line.Length > 0)
            {
                script.Append(line).Append(" > served.log 2>&1 &\nuntil grep -q 'Now listening' served.log; do kill -0 $!; sleep 0.1; done\n");
            }
        }

        return script.ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Docs()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OnlineMl.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "docs");
    }
}
