using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Calls;

/// <summary>How much memory a model takes, as of the last look, counted against the budget of all.</summary>
/// <remarks>To measure costs as much as to walk through all of the state, so a large model is not measured more often than it can be at a twentieth of the
/// time.</remarks>
internal sealed class MeasuredMemory(ModelEntry entry, ModelState state, ServingContext context)
{
    private const int MaxRestPerWork = 20;

    // So small that to measure it costs little, even where a busy machine let it take long the last time.
    private const int SmallBytes = 64 * 1024;

    // So that it does not outgrow the limit by much.
    private const int MaxRestPerWorkNearLimit = 2;

    private readonly Lock _lock = new();
    private long _measured = -1;
    private long _position;
    private long _end;
    private TimeSpan _duration;
    private bool _isReleased;

    /// <summary>How many bytes it took when it was last measured.</summary>
    public long Bytes => Math.Max(0, Volatile.Read(ref _measured));

    /// <summary>Whether the model has changed since, and is small or enough time is over.</summary>
    public bool IsDue => _measured < 0 || (state.Position != _position
        && (_measured < SmallBytes || context.Time.GetElapsedTime(_end) >= _duration * (state.Checks.IsNearlyOversized ? MaxRestPerWorkNearLimit : MaxRestPerWork)));

    /// <summary>Measures the state, unless that is not due. Nobody else uses it meanwhile.</summary>
    /// <param name="pooled">How many bytes are kept for later calls.</param>
    public long Measure(long pooled)
    {
        if (!IsDue)
        {
            return Bytes;
        }

        var begin = context.Time.GetTimestamp();
        var (passedOver, wasOversized) = (state.Names.PassedOver, state.Checks.Oversize is not null);
        var bytes = state.MemorySize() + pooled;
        _end = context.Time.GetTimestamp();
        (_position, _duration) = (state.Position, context.Time.GetElapsedTime(begin, _end));
        lock (_lock)
        {
            if (!_isReleased)
            {
                Take(MemoryBudget.SizeOf(bytes) - Counted);
                Volatile.Write(ref _measured, bytes);
            }
        }

        if (!wasOversized && state.Checks.Oversize is { } oversize)
        {
            context.ReportOversize(oversize);
        }

        if (state.Names.Most >= state.Model.MaxNames)
        {
            context.ReportFullVocabulary(entry, state.Model.MaxNames, state.Names.PassedOver - passedOver);
        }

        return bytes;
    }

    /// <summary>Takes no more memory of the budget.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (!_isReleased)
            {
                Take(-Counted);
                _isReleased = true;
            }
        }
    }

    private void Take(long change)
    {
        context.Memory.Take(change);
        entry.Creator?.Memory.Add(entry.Name, change);
    }

    private long Counted => _measured < 0 ? 0 : MemoryBudget.SizeOf(_measured);
}
