namespace OnlineMl.Serving.Streams;

/// <summary>What is still known of events that are no longer remembered: whose they were. Bounded.</summary>
/// <param name="mostEvents">Of how many events it is known one by one.</param>
/// <param name="mostModels">Of how many models the last event is known.</param>
internal sealed class ForgottenEvents(int mostEvents, int mostModels)
{
    private readonly Queue<string> _models = new();
    private readonly Dictionary<string, long> _lastOf = new(StringComparer.Ordinal);
    private long _last;
    private long _lastOfOthers;

    /// <summary>Adds the event behind the one that was added last.</summary>
    public void Add(PublishedEvent published)
    {
        if (_models.Count == mostEvents)
        {
            _models.Dequeue();
        }

        if (_lastOf.Count == mostModels && !_lastOf.ContainsKey(published.Model))
        {
            _lastOf.Clear();
            _lastOfOthers = _last;
        }

        _models.Enqueue(published.Model);
        _lastOf[published.Model] = _last = published.Number;
    }

    /// <summary>Knows of nothing up to a number.</summary>
    public void Clear(long last = 0)
    {
        _models.Clear();
        _lastOf.Clear();
        _last = last;
        _lastOfOthers = last;
    }

    /// <summary>How many events of a model are forgotten behind one that was heard; null when that is unknown.</summary>
    /// <param name="heard">The number of the event that was heard.</param>
    /// <param name="model">The model.</param>
    public long? CountBehind(long heard, string model)
    {
        if (heard >= _lastOf.GetValueOrDefault(model, _lastOfOthers))
        {
            return 0;
        }

        var before = _models.Count - (_last - heard);
        return before < 0 ? null : _models.Skip((int)before).LongCount(other => string.Equals(other, model, StringComparison.Ordinal));
    }
}
