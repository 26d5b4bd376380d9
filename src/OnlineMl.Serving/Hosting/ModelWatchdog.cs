using System.Globalization;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.Serving.Hosting;

/// <summary>Sees which models have been busy with one and the same thing for long, and reports them. Calls to them are then refused at once.</summary>
internal sealed partial class ModelWatchdog : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IEnumerable<ModelEntry> _entries;
    private readonly ServingContext _context;
    private readonly ILogger _logger;
    private readonly Dictionary<ModelEntry, ((object Owner, long Number) Use, long Since)> _seen = [];
    private readonly Lock _lock = new();
    private readonly ITimer _timer;

    public ModelWatchdog(IEnumerable<ModelEntry> entries, ServingContext context, ILogger logger)
    {
        (_entries, _context, _logger) = (entries, context, logger);
        var pause = context.Options.Call.BusyAfter / 4;
        pause = pause < LongestPause ? pause : LongestPause;
        _timer = context.Time.CreateTimer(_ => Look(), null, pause, pause);
    }

    /// <summary>Looks at every model.</summary>
    public void Look()
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var entry in _entries)
            {
                Look(entry);
            }
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look(ModelEntry entry)
    {
        if (entry.Use is not { } use)
        {
            _seen.Remove(entry);
            Free(entry);
        }
        else if (!_seen.TryGetValue(entry, out var seen) || seen.Use != use)
        {
            _seen[entry] = (use, _context.Time.GetTimestamp());
            Free(entry);
        }
        else if (_context.Time.GetElapsedTime(seen.Since) is var time && time >= _context.Options.Call.BusyAfter)
        {
            Report(entry, time);
        }
    }

    private void Report(ModelEntry entry, TimeSpan time)
    {
        var what = entry.Replay is { } replay ? EventAt(replay.Position) + " of its log"
            : (entry.Loaded ?? entry.Leaving)?.Applying is { } position ? EventAt(position)
            : "a call";
        var isNew = entry.Busy is null;
        entry.Busy = string.Create(
            CultureInfo.InvariantCulture, $"The model has been busy with {what} for {time.TotalSeconds:0} seconds. Calls are refused until it is free; it can be deleted.");
        if ((entry.Loaded ?? entry.Leaving) is { Access: { IsRefusing: false } access })
        {
            access.IsRefusing = true;
        }

        if (isNew)
        {
            _context.Instruments.Busy.Record(1, ServingInstruments.Tag(entry.Name));
            LogAttempt.Try(() => LogBusy(entry.Name, what, time));
        }
    }

    private void Free(ModelEntry entry)
    {
        if (entry.Busy is null)
        {
            return;
        }

        entry.Busy = null;
        if (entry.Loaded is { } loaded)
        {
            loaded.Access.IsRefusing = false;
        }

        LogAttempt.Try(() => LogFree(entry.Name));
    }

    private static string EventAt(long position) => string.Create(CultureInfo.InvariantCulture, $"event {position}");

    [LoggerMessage(Level = LogLevel.Error, Message = "The model '{Model}' has been busy with {What} for {Time}. Calls to it are refused until it is free; it can be deleted.")]
    private partial void LogBusy(string model, string what, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Information, Message = "The model '{Model}' is free again.")]
    private partial void LogFree(string model);
}
