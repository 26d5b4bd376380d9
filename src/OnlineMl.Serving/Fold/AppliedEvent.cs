namespace OnlineMl.Serving.Fold;

/// <summary>What came of an event.</summary>
/// <param name="Answer">What the call that brought it is told.</param>
/// <param name="IsDone">Whether it was done, as opposed to refused or a repetition.</param>
/// <param name="Published">What to tell those who listen; null when nobody does or it was not done.</param>
/// <param name="Fault">What a component of the model threw that is no refusal; null when none did.</param>
internal readonly record struct AppliedEvent(Answer Answer, bool IsDone = false, PublishedEvent? Published = null, Exception? Fault = null);
