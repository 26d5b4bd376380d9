using System.Diagnostics;
using OnlineMl.Contracts;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>Counts labels that were refused for want of a prediction.</summary>
internal sealed class MissedLabels : IStateful
{
    private long _twice;
    private long _late;
    private long _unknown;

    public MissedLabels()
    {
    }

    /// <summary>As many as were counted before.</summary>
    public MissedLabels(LabelCounts counts) => (_twice, _late, _unknown) = (counts.Twice, counts.Late, counts.Unknown);

    public void Count(PredictionOutcome outcome)
    {
        switch (outcome)
        {
            case PredictionOutcome.Labelled:
                _twice++;
                break;
            case PredictionOutcome.Forgotten:
                _late++;
                break;
            case PredictionOutcome.None:
                _unknown++;
                break;
            default:
                throw new UnreachableException($"A prediction that came out as {outcome}.");
        }
    }

    /// <summary>Those of other counts and these.</summary>
    public LabelCounts AddedTo(LabelCounts counts) =>
        counts with { Twice = counts.Twice + _twice, Late = counts.Late + _late, Unknown = counts.Unknown + _unknown };

    void IStateful.Describe(StateArchive state)
    {
        state.Field("twice", ref _twice);
        state.Field("late", ref _late);
        state.Field("unknown", ref _unknown);
    }
}
