using OnlineMl.Contracts;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>A model's metrics over its life: at most 256 points, at a distance that doubles whenever these are full, each with the exact number of
/// examples and moment that it stands for.</summary>
/// <remarks>Part of the fold: the points follow from the events alone, so that a replay finds the same ones.</remarks>
internal sealed class MetricHistory(int metrics) : IStateful
{
    private const int MaxPoints = 256;
    private const int MaxReplacements = 256;

    private long _examples;
    private long _time;
    private long _distance = 1;

    // The example at which the next point is due.
    private long _next = 1;
    private long[] _counts = [];
    private long[] _times = [];
    private double[] _values = [];
    private long[] _replacedAfter = [];
    private long[] _replacedAt = [];

    /// <summary>How many examples were learned.</summary>
    public long Examples => _examples;

    /// <summary>Takes note of an example that was learned, and of the metrics now and then.</summary>
    /// <param name="time">When, in milliseconds since 1970.</param>
    /// <param name="now">The metrics.</param>
    public void Add(long time, MetricSet now)
    {
        _examples++;
        _time = time;
        if (metrics == 0 || _examples < _next)
        {
            return;
        }

        if (_counts.Length == MaxPoints)
        {
            MakeRoom();
            if (_examples % _distance != 0)
            {
                FindNext();
                return;
            }
        }

        FindNext();
        AddPoint(now);
    }

    /// <summary>Takes in what shares have noted since they were what this is: of their points that of all together is kept, when one is due.</summary>
    /// <param name="shares">The shares; where one has what was merged elsewhere, its points.</param>
    /// <param name="now">The metrics of all.</param>
    public void Merge(Shares shares, MetricSet now)
    {
        _examples = shares.Sum<MetricHistory>(_examples, history => history._examples);
        for (var share = 0; share < shares.Count; share++)
        {
            _time = Math.Max(_time, shares.Get<MetricHistory>(share)._time);
        }

        if (shares.AddToFirst)
        {
            var first = shares.Get<MetricHistory>(0);
            (_distance, _counts, _times, _values) = (first._distance, first._counts, first._times, first._values);
        }
        else if (_examples >= _next && metrics > 0)
        {
            if (_counts.Length == MaxPoints)
            {
                MakeRoom();
            }

            AddPoint(now);
        }

        FindNext();
    }

    /// <summary>Takes note that another model goes on from here. The last 256 times are kept.</summary>
    /// <param name="time">When, in milliseconds since 1970.</param>
    public void MarkReplacement(long time)
    {
        _replacedAfter = [.. _replacedAfter.TakeLast(MaxReplacements - 1), _examples];
        _replacedAt = [.. _replacedAt.TakeLast(MaxReplacements - 1), time];
    }

    /// <summary>The points, and what the metrics are now.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="now">The metrics.</param>
    /// <param name="wanted">The name of the one that is asked for; null for all.</param>
    /// <exception cref="OnlineMlException">There is no such metric.</exception>
    public MetricHistoryResponse Read(string model, MetricSet now, string? wanted)
    {
        var chosen = Enumerable.Range(0, metrics).Where(i => wanted is null || string.Equals(now[i].Name, wanted, StringComparison.Ordinal))
            .DistinctBy(i => now[i].Name, StringComparer.Ordinal).ToArray();
        if (wanted is not null && chosen.Length == 0)
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest,
                $"The model '{model}' is not measured by '{wanted}'; {(metrics == 0 ? "it has no metrics" : string.Join(", ", now.Select(metric => metric.Name)) + " there are")}.");
        }

        var isNowKnown = _examples == 0 || (_counts.Length > 0 && _counts[^1] == _examples);
        return new MetricHistoryResponse(
            model,
            isNowKnown ? _counts : [.. _counts, _examples],
            [.. (isNowKnown ? _times : [.. _times, _time]).Select(DateTimeOffset.FromUnixTimeMilliseconds)],
            chosen.ToDictionary(
                i => now[i].Name,
                i => (IReadOnlyList<double>)[.. Enumerable.Range(0, _counts.Length).Select(point => _values[(point * metrics) + i]), .. isNowKnown ? [] : new[] { MetricReading.Read(now[i]) }],
                StringComparer.Ordinal))
        {
            Replacements = [.. _replacedAfter.Zip(_replacedAt, (examples, time) => new ModelReplacement(examples, DateTimeOffset.FromUnixTimeMilliseconds(time)))],
        };
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("examples", ref _examples);
        state.Field("time", ref _time, WholeRange.Any);
        state.Field("distance", ref _distance, WholeRange.AtLeast(1));
        state.Field("counts", ref _counts, FieldLength.Any.AtMost(MaxPoints));
        state.Field("times", ref _times, _counts.Length, WholeRange.Any);
        state.Field("values", ref _values, FieldLength.Exactly(_counts.Length, metrics), NumberRange.Any);
        if (state.IsLoading || _replacedAfter.Length > 0)
        {
            state.Field("replacedAfter", ref _replacedAfter, FieldLength.Any.AtMost(MaxReplacements));
            state.Field("replacedAt", ref _replacedAt, _replacedAfter.Length, WholeRange.Any);
        }

        if (state.IsLoading)
        {
            FindNext();
        }
    }

    private void AddPoint(MetricSet now)
    {
        _values = [.. _values, .. now.Select(metric => MetricReading.Read(metric))];
        _counts = [.. _counts, _examples];
        _times = [.. _times, _time];
    }

    private void FindNext() => _next = _examples - (_examples % _distance) + _distance;

    // Merges may have left points at far larger distances than the one that is thinned out for.
    private void MakeRoom()
    {
        while (_counts.Length > MaxPoints / 2)
        {
            Thin();
        }
    }

    private void Thin()
    {
        _distance *= 2;

        // Points of merges lie anywhere: the first of each stretch is kept, which is the one at its beginning where there is one.
        var kept = Enumerable.Range(0, _counts.Length)
            .Where(point => _counts[point] / _distance > (point == 0 ? 0 : _counts[point - 1] / _distance)).ToArray();
        _values = [.. kept.SelectMany(point => _values[(point * metrics)..((point + 1) * metrics)])];
        _times = [.. kept.Select(point => _times[point])];
        _counts = [.. kept.Select(point => _counts[point])];
    }
}
