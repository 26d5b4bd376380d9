using System.Buffers;
using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>Applies the logged events of a served model again: to what the model was, or to a challenger that is measured on them.</summary>
/// <remarks>A challenger predicts each example before it learns it, and is measured with the predictions that it gave when the served model was asked:
/// labels count when they came. Predictions and idempotency keys are forgotten when the served model forgot them, as long as its options
/// did not change since the snapshot that the replay begins with. Costs as much as the calls did, without waiting for a disk.
/// <example><code>
/// var history = await new FileModelArchive("models").OpenAsync("churn");
/// var replay = new LogReplay(history!) { Challenger = Model.FromSpec("\"HoeffdingTreeClassifier\"") };
/// var result = await replay.RunAsync();
/// Console.WriteLine(result.Metrics["Accuracy"]);
/// </code></example></remarks>
/// <param name="history">The events and snapshots.</param>
public sealed class LogReplay(IModelHistory history)
{
    private const int EventsBetweenWatches = 4096;

    private readonly IModelHistory _history = history ?? throw new ArgumentNullException(nameof(history));

    /// <summary>A model that takes the place of the served one from the first event that is kept on. It is changed by <see cref="RunAsync"/>, and is told the
    /// time by the same feature unless it has one. It stays in its
    /// place where the served model was replaced. Null for the served model itself, which goes on from its earliest snapshot that has all later events. Default null.</summary>
    public Model? Challenger { get; init; }

    /// <summary>The position of the last event to apply. At least 0, default the last one that there is.</summary>
    public long To { get; init => field = Require.Between(value, 0, long.MaxValue); } = long.MaxValue;

    /// <summary>What bounds the model.</summary>
    internal OnlineMlServingOptions Options { get; init; } = new();

    /// <summary>Told now and then how the model is by then; it ends the replay by an exception.</summary>
    internal Action<ModelState>? Watch { get; init; }

    /// <summary>The components that snapshots may name. Default the built-in ones.</summary>
    public ComponentCatalog Catalog { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ComponentCatalog.BuiltIn;

    /// <summary>Applies the events. To be called once.</summary>
    /// <exception cref="StorageException">The history cannot be read, or there is no snapshot to begin with.</exception>
    /// <exception cref="StateFormatException">An event is of a newer version.</exception>
    /// <exception cref="OnlineMlException">The challenger does not fit the flavor or the metrics of the served model.</exception>
    public async Task<ReplayResult> RunAsync(CancellationToken cancellationToken = default)
    {
        var state = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var result = new ReplayResult(_history, state);
        await GoOnAsync(result, To, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Applies the events that came since.</summary>
    /// <param name="result">What <see cref="RunAsync"/> led to, which goes on.</param>
    /// <param name="to">The position of the last event to apply.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async Task GoOnAsync(ReplayResult result, long to, CancellationToken cancellationToken)
    {
        await foreach (var stored in _history.ReadAsync(result.Position, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Position > to)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Apply(result.State, stored, result);
            if (stored.Position % EventsBetweenWatches == 0)
            {
                Watch?.Invoke(result.State);
            }
        }
    }

    private void Apply(ModelState state, StoredEvent stored, ReplayResult result)
    {
        var record = EventRecord.Read(stored.Record);
        if (_history.PassedOver.Contains(stored.Position))
        {
            state.PassOver();
            result.Count(record.Kind, isRefused: true);
            return;
        }

        if (Challenger is not null && record.Kind == EventKind.Replace)
        {
            state.PassOver();
            result.Count(record.Kind, isRefused: false);
            result.HasMetTrained |= Replacement.Read(record.Options) is { HasLearned: true, Behind: null };
            return;
        }

        // An earlier prediction that a caller sent along is the served model's.
        var applied = state.Replay(Challenger is null ? record : record with { Prediction = default });
        result.Count(record.Kind, isRefused: applied.Answer.Refusal is not null);
    }

    private async Task<ModelState> BeginAsync(CancellationToken cancellationToken)
    {
        var snapshots = await _history.ListSnapshotsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var position in snapshots.Reverse())
        {
            if (Challenger is null && (position < _history.First - 1 || position > To))
            {
                continue;
            }

            var bytes = await _history.ReadSnapshotAsync(position, cancellationToken).ConfigureAwait(false);
            if (bytes is not null && TryRead(bytes.Value) is { } state && state.Position == position)
            {
                return Challenger is null ? state : Replace(state, Challenger);
            }
        }

        var oldest = snapshots is [.., var last] ? last : 0;
        throw new StorageException(string.Create(
            CultureInfo.InvariantCulture,
            $"The model '{_history.Name}' has no snapshot to begin with: {snapshots.Count} snapshots, the oldest of position {oldest}; the log begins with event {_history.First}."));
    }

    private ModelState? TryRead(in ReadOnlySequence<byte> bytes)
    {
        try
        {
            return ServedSnapshot.Read(_history.Name, bytes, Catalog, Options);
        }
        catch (Exception e) when (e is StateFormatException or SpecException or OnlineMlException)
        {
            return null;
        }
    }

    private ModelState Replace(ModelState state, Model challenger)
    {
        Flavors.Check(state.Header.Flavor, challenger.Task);
        if (challenger.Features.HashBits == 0)
        {
            challenger.TimeFeature ??= state.Model.TimeFeature;
        }

        return new ModelState(_history.Name, state.Header, challenger, Options, Catalog, state.Limits) { Position = _history.First - 1 };
    }
}
