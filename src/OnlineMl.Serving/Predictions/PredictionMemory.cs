using System.Buffers;
using System.Text;
using System.Text.Unicode;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>Remembers predictions by identifier until their label comes, they are too old or there are too many, and for a while
/// what became of them.</summary>
/// <remarks>Time is that of the events, so that a replay forgets at the same points.</remarks>
internal sealed class PredictionMemory(RememberingLimits limits) : IStateful
{
    /// <summary>Of how many predictions it is known what became of them.</summary>
    public const int MaxSettled = 10_000;

    // What a prediction takes beside its bytes: its place in the tables, which grow by doubling.
    private const int Overhead = 100;

    private readonly OrderedByteTable<RememberedPrediction.Facts> _kept = new();
    private readonly OrderedByteTable<PredictionOutcome> _settled = new();
    private long _bytes;
    private long _predictions;
    private long _newestLabelled;
    private long _labelled;
    private long _outOfOrder;
    private long _never;
    private MissedLabels _missed = new();

    /// <summary>How many predictions wait for a label.</summary>
    public int Count => _kept.Count;

    /// <summary>How many bytes of memory it holds, which after a burst is more than what it remembers.</summary>
    public long HeldBytes => _kept.HeldBytes + _settled.HeldBytes;

    /// <summary>What became of all.</summary>
    public LabelCounts Counts => _missed.AddedTo(new(_labelled, _outOfOrder, Twice: 0, Late: 0, _never, Unknown: 0));

    /// <summary>Remembers a prediction; one under the same identifier is replaced.</summary>
    /// <param name="identifier">The identifier, in UTF-8.</param>
    /// <param name="features">The features of the example as JSON.</param>
    /// <param name="shown">The prediction as the caller gets it, as JSON.</param>
    /// <param name="inFull">The prediction with all its probabilities as JSON; empty where it does not differ.</param>
    /// <param name="time">The time of the event, in milliseconds since 1970.</param>
    public void Keep(ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> features, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> inFull, long time)
    {
        if (_settled.Find(identifier) is var settled and >= 0)
        {
            _settled.Remove(settled);
        }

        if (_kept.Find(identifier) is var replaced and >= 0)
        {
            Remove(replaced);
        }

        Add(identifier, features, shown, inFull, time, ++_predictions);
    }

    /// <summary>Reads what <see cref="Keep"/> will need, for the caches of the processor: its places in the tables are spread over many
    /// megabytes.</summary>
    public void Warm(ReadOnlySpan<byte> identifier)
    {
        _kept.Find(identifier);
        _settled.Find(identifier);
    }

    /// <summary>Reads what will be forgotten when so many more are kept, for the caches as well.</summary>
    public void WarmOldest(int count)
    {
        if (_kept.Count >= limits.Predictions)
        {
            for (var (entry, left) = (_kept.Oldest, count); entry >= 0 && left > 0; entry = _kept.Newer(entry), left--)
            {
                Warm(_kept.Identifier(entry));
            }
        }

        if (_settled.Count >= MaxSettled)
        {
            for (var (entry, left) = (_settled.Oldest, count); entry >= 0 && left > 0; entry = _settled.Newer(entry), left--)
            {
                _settled.Find(_settled.Identifier(entry));
            }
        }
    }

    /// <summary>The prediction under an identifier; null when none is remembered.</summary>
    /// <param name="identifier">The identifier, in UTF-8.</param>
    public RememberedPrediction? Find(ReadOnlySpan<byte> identifier) =>
        _kept.Find(identifier) is var entry and >= 0 ? new RememberedPrediction(_kept, entry) : null;

    /// <summary>The prediction under an identifier; null when none is remembered.</summary>
    public RememberedPrediction? Find(string identifier)
    {
        Span<byte> buffer = identifier.Length <= 128 ? stackalloc byte[3 * 128] : new byte[3 * identifier.Length];
        return TryEncode(identifier, buffer, out var length) ? Find(buffer[..length]) : null;
    }

    /// <summary>Whether there is a prediction under an identifier, or it is known what became of one.</summary>
    /// <param name="identifier">The identifier, in UTF-8.</param>
    public bool IsKnown(ReadOnlySpan<byte> identifier) => _kept.Find(identifier) >= 0 || _settled.Find(identifier) >= 0;

    /// <summary>Whether a prediction under an identifier has its label.</summary>
    /// <param name="identifier">The identifier, in UTF-8.</param>
    public bool IsLabelled(ReadOnlySpan<byte> identifier) =>
        _settled.Find(identifier) is var settled and >= 0 && _settled[settled] == PredictionOutcome.Labelled;

    /// <inheritdoc cref="IsLabelled(ReadOnlySpan{byte})"/>
    public bool IsLabelled(string identifier) => IsLabelled(Encoding.UTF8.GetBytes(identifier));

    /// <summary>Notes that a prediction has its label.</summary>
    /// <param name="prediction">The prediction; null when it was remembered beside the log.</param>
    /// <param name="identifier">Its identifier, in UTF-8.</param>
    public void Settle(RememberedPrediction? prediction, ReadOnlySpan<byte> identifier)
    {
        if (prediction is { } kept)
        {
            Settle(kept);
            return;
        }

        if (_settled.Find(identifier) is var settled and >= 0)
        {
            _settled.Remove(settled);
        }

        Note(identifier, PredictionOutcome.Labelled);
        _labelled++;
    }

    /// <summary>Notes that a prediction has its label.</summary>
    public void Settle(RememberedPrediction prediction)
    {
        var number = _kept[prediction.Entry].Number;
        End(prediction.Entry, PredictionOutcome.Labelled);
        _labelled++;
        if (number < _newestLabelled)
        {
            _outOfOrder++;
        }

        _newestLabelled = Math.Max(_newestLabelled, number);
    }

    /// <summary>Forgets what is older than allowed.</summary>
    /// <param name="now">The time of the newest event, in milliseconds since 1970.</param>
    public void Expire(long now)
    {
        var oldest = now - limits.PredictionMilliseconds;
        while (_kept.Count > 0 && _kept[_kept.Oldest].Time < oldest)
        {
            ForgetOldest();
        }
    }

    /// <summary>Counts an event with a label whose prediction is not remembered.</summary>
    /// <returns>Why it is not.</returns>
    public string CountMissing(string identifier)
    {
        var reason = Explain(identifier, out var outcome);
        _missed.Count(outcome);
        return reason;
    }

    /// <summary>Says why a prediction is not remembered.</summary>
    public string Explain(string identifier, out PredictionOutcome outcome)
    {
        Span<byte> buffer = new byte[3 * identifier.Length];
        var settled = TryEncode(identifier, buffer, out var length) ? _settled.Find(buffer[..length]) : -1;
        outcome = settled < 0 ? PredictionOutcome.None : _settled[settled];
        return outcome switch
        {
            PredictionOutcome.Labelled => $"The prediction under the identifier '{identifier}' was labelled or learned already.",
            PredictionOutcome.Forgotten => $"The label comes too late: the prediction under the identifier '{identifier}' was forgotten.",
            PredictionOutcome.None => $"No prediction of the model is remembered under the identifier '{identifier}': it is unknown, was labelled long ago, or belongs to another model.",
        };
    }

    /// <summary>Forgets what is more than allowed, which may be less than before.</summary>
    public void Trim()
    {
        while (_kept.Count > limits.Predictions || (_bytes > limits.PredictionBytes && _kept.Count > 1))
        {
            ForgetOldest();
        }
    }

    /// <summary>What is remembered now, to be written while the memory goes on.</summary>
    public IStateful Freeze() => new FrozenPredictions(_kept.Freeze(), _settled.Freeze(), _predictions, _newestLabelled, Counts);

    /// <summary>Remembers a prediction that was saved.</summary>
    /// <exception cref="StateFormatException">Its identifier is known.</exception>
    public void Restore(
        ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> features, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> inFull, long time, long number)
    {
        RefuseKnown(identifier);
        Add(identifier, features, shown, inFull, time, number);
    }

    /// <summary>Remembers what became of a prediction, as it was saved.</summary>
    /// <exception cref="StateFormatException">Its identifier is known.</exception>
    public void Restore(ReadOnlySpan<byte> identifier, PredictionOutcome outcome)
    {
        RefuseKnown(identifier);
        Note(identifier, outcome);
    }

    /// <summary>Goes on counting from what was saved.</summary>
    public void Restore(long predictions, long newestLabelled, LabelCounts counts)
    {
        (_predictions, _newestLabelled) = (predictions, newestLabelled);
        (_labelled, _outOfOrder, _never, _missed) = (counts.Labelled, counts.OutOfOrder, counts.Never, new MissedLabels(counts));
    }

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading)
        {
            Freeze().Describe(state);
            return;
        }

        var frozen = new FrozenPredictions();
        ((IStateful)frozen).Describe(state);
        frozen.Restore(this);
    }

    // False for a text that is no Unicode: none that came out of a log is.
    private static bool TryEncode(string identifier, Span<byte> utf8, out int length) =>
        Utf8.FromUtf16(identifier, utf8, out _, out length, replaceInvalidSequences: false) == OperationStatus.Done;

    /// <summary>Lets nothing be younger than what comes after it: a clock that was ahead must not keep predictions, and those behind them.</summary>
    private void Age(long time)
    {
        for (var entry = _kept.Newest; entry >= 0 && _kept[entry].Time > time; entry = _kept.Older(entry))
        {
            _kept.Replace(entry, _kept[entry] with { Time = time });
        }
    }

    private void Add(
        ReadOnlySpan<byte> identifier, ReadOnlySpan<byte> features, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> inFull, long time, long number)
    {
        Age(time);
        var length = features.Length + shown.Length + inFull.Length;
        var entry = _kept.Add(identifier, length, new RememberedPrediction.Facts(time, number, features.Length, shown.Length));
        var bytes = _kept.Bytes(entry);
        features.CopyTo(bytes);
        shown.CopyTo(bytes[features.Length..]);
        inFull.CopyTo(bytes[(features.Length + shown.Length)..]);
        _bytes += SizeOf(entry);
        Trim();
    }

    private int SizeOf(int entry) => Overhead + _kept.Identifier(entry).Length + _kept.Bytes(entry).Length;

    private void ForgetOldest()
    {
        End(_kept.Oldest, PredictionOutcome.Forgotten);
        _never++;
    }

    private void End(int entry, PredictionOutcome settlement)
    {
        Note(_kept.Identifier(entry), settlement);
        Remove(entry);
    }

    private void Remove(int entry)
    {
        _bytes -= SizeOf(entry);
        _kept.Remove(entry);
    }

    private void RefuseKnown(ReadOnlySpan<byte> identifier)
    {
        if (_kept.Find(identifier) >= 0 || _settled.Find(identifier) >= 0)
        {
            throw new StateFormatException($"The identifier '{Encoding.UTF8.GetString(identifier)}' comes twice.");
        }
    }

    private void Note(ReadOnlySpan<byte> identifier, PredictionOutcome settlement)
    {
        _settled.Add(identifier, 0, settlement);
        if (_settled.Count > MaxSettled)
        {
            _settled.Remove(_settled.Oldest);
        }
    }
}
