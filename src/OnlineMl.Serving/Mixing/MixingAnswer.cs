using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Mixing;

/// <summary>How far a share is.</summary>
/// <param name="Id">What model it is a share of.</param>
/// <param name="Round">How often it was merged.</param>
/// <param name="HasNews">Whether it has learned something that was not merged.</param>
/// <param name="Cut">What it had learned when it was cut; empty while it is not.</param>
/// <param name="CutAt">The position of the event that has cut it.</param>
internal sealed record MixingAnswer(string Id, long Round, bool HasNews, byte[] Cut, long CutAt)
{
    /// <summary>What a share answers. Nobody else uses its state.</summary>
    public static MixingAnswer Of(ModelState share) => share.Mixing is { } mixing
        ? new MixingAnswer(mixing.Setup.Id, mixing.Round, mixing.HasNews, mixing.Cut, mixing.CutAt)
        : new MixingAnswer("", 0, false, [], 0);
}
