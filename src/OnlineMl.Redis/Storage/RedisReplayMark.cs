using OnlineMl.Serving.Storage;

namespace OnlineMl.Redis.Storage;

/// <summary>Remembers on Redis which event is being replayed.</summary>
/// <remarks>To mark each event would cost more than to apply it, so many are marked at a time; where a process has died among them, and at the end of the log, where an
/// event is that was the end of whoever applied it first, each is marked by itself.</remarks>
internal sealed class RedisReplayMark : IReplayMark
{
    private const int MarkedTogether = 512;
    private const int MarkedAlone = 32;

    private static readonly TimeSpan BetweenSigns = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly ReplayMarks _marks;
    private readonly ReplaySuspicion _suspicion;
    private readonly Guid _id = Guid.NewGuid();
    private readonly long _end;
    private readonly ITimer _timer;
    private long _first;
    private long _last;
    private long _passed;
    private Task _saying = Task.CompletedTask;
    private bool _isDisposed;

    /// <param name="marks">Where replays are told.</param>
    /// <param name="suspicion">Where processes died before.</param>
    /// <param name="end">The last event of the log.</param>
    /// <param name="time">The clock.</param>
    public RedisReplayMark(ReplayMarks marks, ReplaySuspicion suspicion, long end, TimeProvider time)
    {
        (_marks, _suspicion, _end) = (marks, suspicion, end);
        _timer = time.CreateTimer(_ => GiveSign(), null, BetweenSigns, BetweenSigns);
    }

    /// <summary>Ends when all is said, after the mark was disposed of.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
            {
                return _saying;
            }
        }
    }

    /// <inheritdoc/>
    public void Begin(long position)
    {
        if (position <= _last && position > _first)
        {
            return;
        }

        var together = LastTogether(position);
        Task saying;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            (_first, _last) = (position, together);
            saying = _saying = SayAsync(position, together, _passed);
            _passed = 0;
        }

        saying.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_first == _last && _suspicion.Deaths.ContainsKey(_first))
        {
            _passed = _first;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _saying = _last > 0 ? EndAsync(_saying, _passed) : Task.CompletedTask;
        }

        _timer.Dispose();
    }

    // One alone, or as many as nothing is suspected of.
    private long LastTogether(long position)
    {
        if (position > _end - MarkedAlone || _suspicion.Concerns(position))
        {
            return position;
        }

        var last = Math.Min(position + MarkedTogether - 1, _end - MarkedAlone);
        foreach (var suspect in _suspicion.Areas.Select(area => area.First).Concat(_suspicion.Deaths.Keys))
        {
            last = suspect > position ? Math.Min(last, suspect - 1) : last;
        }

        return last;
    }

    private void GiveSign()
    {
        lock (_lock)
        {
            if (!_isDisposed && _last > 0 && _saying.IsCompleted)
            {
                _saying = SayAsync(_first, _last, 0);
            }
        }
    }

    private async Task SayAsync(long first, long last, long passed)
    {
        try
        {
            await _marks.SayAsync(_id, first, last, _suspicion.Deaths.GetValueOrDefault(first), passed).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The replay is worth more than its mark.
        }
    }

    private async Task EndAsync(Task saying, long passed)
    {
        await saying.ConfigureAwait(false);
        try
        {
            await _marks.EndAsync(_id, passed).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The mark counts as that of a process that died between events, until it is forgotten.
        }
    }
}
