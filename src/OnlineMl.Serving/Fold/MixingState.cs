using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>How far a model is that is learned in shares, or one of the shares: part of the fold, so that whoever reads the log finds the same.</summary>
/// <remarks>In a round each share is cut once, which keeps what it has learned by then; the cuts are merged; and each share goes on from what came of it, with what it has
/// learned since its cut. A second cut or merge of a round changes nothing, so that any number of servers may try, and one that comes late does no harm.</remarks>
internal sealed class MixingState(MixingSetup setup) : IStateful
{
    private long _round;
    private byte[] _cut = [];
    private long _cutAt;
    private bool _hasNews;
    private bool _hasNewsSinceCut;
    private long[] _positions = [];

    public MixingSetup Setup => setup;

    /// <summary>How often the shares were merged.</summary>
    public long Round
    {
        get => _round;
        init => _round = value;
    }

    /// <summary>What the share had learned when it was cut, as a model file; empty while it is not cut.</summary>
    public byte[] Cut => _cut;

    /// <summary>The position of the event that has cut it.</summary>
    public long CutAt => _cutAt;

    /// <summary>Whether the share has learned something that was not merged.</summary>
    public bool HasNews => _hasNews || _hasNewsSinceCut;

    /// <summary>Up to which event of its log each share was merged.</summary>
    public IReadOnlyList<long> Positions => _positions;

    /// <summary>Takes note of an example that was learned.</summary>
    public void NoteLearned()
    {
        _hasNews |= _cut.Length == 0;
        _hasNewsSinceCut |= _cut.Length > 0;
    }

    /// <summary>Cuts the share, unless that was done in this round or the round is another one.</summary>
    public void TryCut(MixingRound round, ModelState state)
    {
        if (setup.IsShare && round.Number == _round + 1 && _cut.Length == 0)
        {
            _cut = ServedSnapshot.WriteLearned(state);
            _cutAt = state.Position;
        }
    }

    /// <summary>Whether a merge is the next one; another one changes nothing.</summary>
    public bool IsNext(MixingRound round) => round.Number == _round + 1 && (_cut.Length > 0 || !setup.IsShare);

    /// <summary>What becomes of the state with what was merged.</summary>
    /// <param name="round">The round, which is the next one.</param>
    /// <param name="merged">What was merged.</param>
    /// <param name="state">The state.</param>
    /// <param name="read">Reads what was learned.</param>
    public ModelState Take(MixingRound round, ModelState merged, ModelState state, Func<byte[], ModelState> read)
    {
        var taken = merged;
        if (_hasNewsSinceCut)
        {
            taken = read(_cut);
            taken.Merge([merged, state], addToFirst: true);
        }

        (_round, _cut, _cutAt, _positions) = (round.Number, [], 0, setup.IsShare ? [] : [.. round.Positions]);
        (_hasNews, _hasNewsSinceCut) = (_hasNewsSinceCut, false);
        return taken;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("round", ref _round);
        state.Field("cut", ref _cut, FieldLength.Any, WholeRange.Any);
        state.Field("cutAt", ref _cutAt);
        state.Field("hasNews", ref _hasNews);
        state.Field("hasNewsSinceCut", ref _hasNewsSinceCut);
        state.Field("positions", ref _positions, FieldLength.Any);
    }
}
