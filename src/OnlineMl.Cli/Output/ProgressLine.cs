using System.Globalization;
using OnlineMl.Cli.Data;

namespace OnlineMl.Cli.Output;

/// <summary>A progress bar on standard error, when that is a terminal.</summary>
internal sealed class ProgressLine(DataSource data, bool isQuiet) : IDisposable
{
    private const int Width = 30;
    private const long MillisecondsBetween = 100;

    private readonly bool _isShown = !isQuiet && !Console.IsErrorRedirected;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private double _last;
    private bool _isDrawn;

    public void Update(long examples)
    {
        if (!_isShown)
        {
            return;
        }

        var elapsed = TimeProvider.System.GetElapsedTime(_start).TotalMilliseconds;
        if (elapsed - _last < MillisecondsBetween)
        {
            return;
        }

        _last = elapsed;
        _isDrawn = true;
        var bar = "";
        if (data.Fraction is { } fraction)
        {
            var filled = (int)(fraction * Width);
            bar = string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {fraction:P0}  ");
        }

        var rate = examples / elapsed * 1000;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{bar}{examples:N0} examples, {rate:N0}/s "));
    }

    public void Dispose()
    {
        if (_isDrawn)
        {
            Console.Error.Write("\r" + new string(' ', 79) + "\r");
        }
    }
}
