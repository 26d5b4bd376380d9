using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OnlineMl.Tests;

/// <summary>Measures how long the processor works for the current thread, so that a busy machine makes nothing look slow; on
/// other systems than Linux the time that passes.</summary>
internal sealed class ThreadWatch
{
    private const int ThreadCpuTime = 3;

    private readonly TimeSpan _start = Now();

    public TimeSpan Elapsed => Now() - _start;

    private static TimeSpan Now() => OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000)
        : Stopwatch.GetElapsedTime(0);

#pragma warning disable SYSLIB1054 // The generated form needs unsafe code, which these tests do without.
    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
