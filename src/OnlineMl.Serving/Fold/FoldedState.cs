using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>All of a model that follows from its events, and nothing else, for <see cref="ModelState.Hash"/>.</summary>
internal sealed class FoldedState(ModelState folded, MeasuredModel measured) : IStateful
{
    void IStateful.Describe(StateArchive state)
    {
        var position = folded.Position;
        state.Field("position", ref position);
        state.Child("features", folded.Model.Features);
        state.Child("model", folded.Model.Component);
        state.Child("metrics", folded.Metrics);
        state.Child("record", folded.Record);
        var hasLearned = measured.HasLearned;
        state.Field("hasLearned", ref hasLearned);
        if (folded.Model.Vocabulary is { } labels)
        {
            state.Child("labels", labels);
        }

        if (folded.Mixing is { } mixing)
        {
            state.Child("mixing", mixing);
        }

        state.Child("limits", folded.Limits);
        state.Child("memory", folded.Memory.Freeze());
        state.Child("window", folded.Answers.Taught.Freeze());
        state.Child("asked", folded.Answers.Asked.Freeze());
    }
}
