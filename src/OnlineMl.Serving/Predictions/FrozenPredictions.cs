using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>What a <see cref="PredictionMemory"/> remembered at one moment, to be saved, or as it was loaded.</summary>
internal sealed class FrozenPredictions : IStateful
{
    private readonly FrozenByteTable<RememberedPrediction.Facts> _kept = new();
    private readonly FrozenByteTable<PredictionOutcome> _settled = new();
    private int[] _featuresLengths = [];
    private int[] _shownLengths = [];
    private long[] _times = [];
    private long[] _numbers = [];
    private byte[] _settlements = [];
    private long _predictions;
    private long _newestLabelled;
    private long[] _counts = new long[6];

    /// <summary>Makes one that is to be loaded.</summary>
    public FrozenPredictions()
    {
    }

    /// <summary>Makes one of what is remembered.</summary>
    /// <param name="kept">The predictions that wait for a label.</param>
    /// <param name="settled">What became of others.</param>
    /// <param name="predictions">How many were ever remembered.</param>
    /// <param name="newestLabelled">The number of the last one among those with a label.</param>
    /// <param name="counts">What became of all.</param>
    public FrozenPredictions(
        FrozenByteTable<RememberedPrediction.Facts> kept, FrozenByteTable<PredictionOutcome> settled, long predictions, long newestLabelled, LabelCounts counts)
    {
        (_kept, _settled, _predictions, _newestLabelled) = (kept, settled, predictions, newestLabelled);
        _counts = [counts.Labelled, counts.OutOfOrder, counts.Twice, counts.Late, counts.Never, counts.Unknown];
    }

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading)
        {
            _featuresLengths = Array.ConvertAll(_kept.Values, facts => facts.Features);
            _shownLengths = Array.ConvertAll(_kept.Values, facts => facts.Shown);
            _times = Array.ConvertAll(_kept.Values, facts => facts.Time);
            _numbers = Array.ConvertAll(_kept.Values, facts => facts.Number);
            _settlements = Array.ConvertAll(_settled.Values, settlement => (byte)settlement);
        }

        state.Child("kept", _kept);
        state.Field("featuresLengths", ref _featuresLengths, _kept.Count);
        state.Field("shownLengths", ref _shownLengths, _kept.Count);
        state.Field("times", ref _times, _kept.Count, WholeRange.Any);
        state.Field("numbers", ref _numbers, _kept.Count);
        state.Child("settled", _settled);
        state.Field("settlements", ref _settlements, _settled.Count);
        state.Field("predictions", ref _predictions);
        state.Field("newestLabelled", ref _newestLabelled);
        state.Field("counts", ref _counts, 6);
    }

    /// <summary>Gives what was loaded to an empty memory.</summary>
    /// <exception cref="StateFormatException">The lists do not fit together, or an identifier comes twice.</exception>
    public void Restore(PredictionMemory memory)
    {
        var count = _kept.Count;
        if (_settled.Count > PredictionMemory.MaxSettled)
        {
            throw new StateFormatException($"What became of {_settled.Count} predictions is more than is remembered.");
        }

        for (var i = 0; i < count; i++)
        {
            var bytes = _kept.Bytes(i);
            var (features, shown) = (_featuresLengths[i], _shownLengths[i]);
            if ((long)features + shown > bytes.Length)
            {
                throw new StateFormatException($"The remembered prediction {i} of {bytes.Length} bytes has {features} of features and {shown} of what was shown.");
            }

            memory.Restore(_kept.Identifier(i), bytes[..features], bytes.Slice(features, shown), bytes[(features + shown)..], _times[i], _numbers[i]);
        }

        for (var i = 0; i < _settled.Count; i++)
        {
            var settlement = (PredictionOutcome)_settlements[i];
            if (settlement is not (PredictionOutcome.Labelled or PredictionOutcome.Forgotten))
            {
                throw new StateFormatException($"What became of a prediction is the unknown number {_settlements[i]}.");
            }

            memory.Restore(_settled.Identifier(i), settlement);
        }

        memory.Restore(_predictions, _newestLabelled, new LabelCounts(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _counts[5]));
    }
}
