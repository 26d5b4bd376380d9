using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>Remembers predictions by identifier until their label comes, they are too old or there are too many, and for a while
/// what became of them.</summary>
/// <remarks>Time is that of the events, so that a replay forgets at the same points.</remarks>
internal sealed partial class PredictionMemory(OnlineMlServingOptions options) : IStateful
{
    private const int MostSettled = 10_000;

    private readonly Dictionary<string, RememberedPrediction> _byIdentifier = new(StringComparer.Ordinal);
    private readonly Queue<RememberedPrediction> _oldestFirst = new();
    private readonly Dictionary<string, Settlement> _settled = new(StringComparer.Ordinal);
    private readonly Queue<string> _settledFirst = new();
    private long _bytes;
    private long _predictions;
    private long _newestLabelled;
    private long _labelled;
    private long _outOfOrder;
    private long _twice;
    private long _late;
    private long _never;
    private long _unknown;

    /// <summary>How many predictions wait for a label.</summary>
    public int Count => _byIdentifier.Count;

    public LabelCounts Counts
    {
        get => new(_labelled, _outOfOrder, _twice, _late, _never, _unknown);
        private set => (_labelled, _outOfOrder, _twice, _late, _never, _unknown) = value;
    }

    /// <summary>Remembers a prediction; one under the same identifier is replaced.</summary>
    public void Keep(string identifier, byte[] features, byte[] shown, byte[] inFull, long time)
    {
        _settled.Remove(identifier);
        Keep(new RememberedPrediction(identifier, features, shown, inFull, time, ++_predictions));
    }

    public RememberedPrediction? Find(string identifier) => _byIdentifier.GetValueOrDefault(identifier);

    /// <summary>Notes that a prediction has its label.</summary>
    public void Settle(RememberedPrediction prediction)
    {
        Remove(prediction);
        Note(prediction.Identifier, Settlement.Labelled);
        _labelled++;
        if (prediction.Number < _newestLabelled)
        {
            _outOfOrder++;
        }

        _newestLabelled = Math.Max(_newestLabelled, prediction.Number);
    }

    /// <summary>Forgets what is older than allowed.</summary>
    /// <param name="now">The time of the newest event, in milliseconds since 1970.</param>
    public void Expire(long now)
    {
        var oldest = now - (long)options.RememberFor.TotalMilliseconds;
        while (Oldest() is { } prediction && prediction.Time < oldest)
        {
            Forget(prediction);
        }
    }

    /// <summary>Counts a label whose prediction is not remembered.</summary>
    /// <returns>Why it is not.</returns>
    public string CountMissing(string identifier)
    {
        switch (_settled.GetValueOrDefault(identifier))
        {
            case Settlement.Labelled:
                _twice++;
                return $"The prediction under the identifier '{identifier}' was labelled or learned already.";
            case Settlement.Forgotten:
                _late++;
                return $"The label comes too late: the prediction under the identifier '{identifier}' was forgotten.";
            default:
                _unknown++;
                return $"No prediction of the model is remembered under the identifier '{identifier}': it is unknown, was labelled long ago, or belongs to another model.";
        }
    }

    /// <summary>What is remembered now, to be written while the memory goes on.</summary>
    public IStateful Freeze() => new Frozen(this);

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading)
        {
            Freeze().Describe(state);
            return;
        }

        var frozen = new Frozen();
        ((IStateful)frozen).Describe(state);
        frozen.Restore(this);
    }

    private void Keep(RememberedPrediction prediction)
    {
        if (_byIdentifier.TryGetValue(prediction.Identifier, out var replaced))
        {
            Remove(replaced);
        }

        _byIdentifier.Add(prediction.Identifier, prediction);
        _oldestFirst.Enqueue(prediction);
        _bytes += prediction.Size;
        while (_byIdentifier.Count > options.RememberedPredictions || (_bytes > options.RememberedBytes && _byIdentifier.Count > 1))
        {
            Forget(Oldest()!);
        }
    }

    private RememberedPrediction? Oldest()
    {
        while (_oldestFirst.TryPeek(out var prediction))
        {
            if (!prediction.IsGone)
            {
                return prediction;
            }

            _oldestFirst.Dequeue();
        }

        return null;
    }

    private void Forget(RememberedPrediction prediction)
    {
        Remove(prediction);
        Note(prediction.Identifier, Settlement.Forgotten);
        _never++;
    }

    private void Remove(RememberedPrediction prediction)
    {
        prediction.IsGone = true;
        _byIdentifier.Remove(prediction.Identifier);
        _bytes -= prediction.Size;
        if (_oldestFirst.Count > (2 * _byIdentifier.Count) + 64)
        {
            var left = _oldestFirst.Where(other => !other.IsGone).ToArray();
            _oldestFirst.Clear();
            foreach (var other in left)
            {
                _oldestFirst.Enqueue(other);
            }
        }
    }

    private void Note(string identifier, Settlement settlement)
    {
        if (_settled.TryAdd(identifier, settlement))
        {
            _settledFirst.Enqueue(identifier);
        }
        else
        {
            _settled[identifier] = settlement;
        }

        while (_settledFirst.Count > MostSettled)
        {
            _settled.Remove(_settledFirst.Dequeue());
        }
    }
}
