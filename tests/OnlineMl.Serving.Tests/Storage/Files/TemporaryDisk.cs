using System.Diagnostics;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A small file system of its own.</summary>
internal sealed class TemporaryDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TemporaryDisk(string options) => Run("mount", "-t", "tmpfs", "-o", options, "onlineml-test", Path);

    /// <summary>Why none can be made here; null when it can.</summary>
    public static string? WhyNot { get; } = FindWhyNot();

    public string Path => _folder.Path;

    /// <summary>Lets nothing be written until the result is disposed.</summary>
    public IDisposable MakeReadOnly()
    {
        Run("mount", "--bind", Path, Path);
        Run("mount", "-o", "remount,bind,ro", Path);
        return new Mounted(Path);
    }

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static string? FindWhyNot()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Only root on Linux can mount a file system.";
        }

        try
        {
            using (new TemporaryDisk("size=64k"))
            {
                return null;
            }
        }
        catch (InvalidOperationException reason)
        {
            return reason.Message;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.Trim()}");
        }
    }

    private sealed class Mounted(string path) : IDisposable
    {
        public void Dispose() => Run("umount", path);
    }
}
