using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>How much of its calls a served model remembers. Part of its snapshots, because a replay has to forget at the same points, whatever
/// the options are by then.</summary>
internal sealed class RememberingLimits : IStateful, IEquatable<RememberingLimits>
{
    private int _predictions;
    private long _predictionBytes;
    private long _predictionMilliseconds;
    private int _keys;
    private long _keyMilliseconds;

    public RememberingLimits(OnlineMlServingOptions options)
    {
        _predictions = options.Call.RememberedPredictions;
        _predictionBytes = options.Call.RememberedBytes;
        _predictionMilliseconds = (long)options.Call.RememberFor.TotalMilliseconds;
        _keys = options.Call.IdempotencyKeys;
        _keyMilliseconds = (long)options.Call.IdempotencyFor.TotalMilliseconds;
    }

    /// <summary>How many unlabelled predictions.</summary>
    public int Predictions => _predictions;

    /// <summary>How many bytes of unlabelled predictions.</summary>
    public long PredictionBytes => _predictionBytes;

    /// <summary>How long an unlabelled prediction.</summary>
    public long PredictionMilliseconds => _predictionMilliseconds;

    /// <summary>How many idempotency keys.</summary>
    public int Keys => _keys;

    /// <summary>How long an idempotency key.</summary>
    public long KeyMilliseconds => _keyMilliseconds;

    public bool Equals(RememberingLimits? other) =>
        other is not null && Values == other.Values;

    public override bool Equals(object? obj) => Equals(obj as RememberingLimits);

    public override int GetHashCode() => Values.GetHashCode();

    void IStateful.Describe(StateArchive state)
    {
        state.Field("predictions", ref _predictions);
        state.Field("predictionBytes", ref _predictionBytes);
        state.Field("predictionMilliseconds", ref _predictionMilliseconds);
        state.Field("keys", ref _keys);
        state.Field("keyMilliseconds", ref _keyMilliseconds);
    }

    private (int, long, long, int, long) Values => (_predictions, _predictionBytes, _predictionMilliseconds, _keys, _keyMilliseconds);
}
