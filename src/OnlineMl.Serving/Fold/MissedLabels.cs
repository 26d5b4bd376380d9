using OnlineMl.Contracts;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>Counts labels that were refused for want of a prediction before they became events. Each server counts those that came to it; they go
/// along in its snapshots and are no part of what follows from the log.</summary>
internal sealed class MissedLabels : IStateful
{
    private long _twice;
    private long _late;
    private long _unknown;

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
            default:
                _unknown++;
                break;
        }
    }

    /// <summary>These and those that the log has.</summary>
    public LabelCounts AddedTo(LabelCounts counts) =>
        counts with { Twice = counts.Twice + _twice, Late = counts.Late + _late, Unknown = counts.Unknown + _unknown };

    void IStateful.Describe(StateArchive state)
    {
        state.Field("twice", ref _twice);
        state.Field("late", ref _late);
        state.Field("unknown", ref _unknown);
    }
}
