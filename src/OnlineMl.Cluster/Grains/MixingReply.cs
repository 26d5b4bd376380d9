using OnlineMl.Serving.Mixing;
using Orleans;

namespace OnlineMl.Cluster.Grains;

/// <summary>How far a share is, or why it cannot be asked.</summary>
[GenerateSerializer]
[Immutable]
[Alias("onlineml.mixed")]
internal sealed class MixingReply
{
    [Id(0)]
    public string Id { get; init; } = "";

    [Id(1)]
    public long Round { get; init; }

    [Id(2)]
    public bool HasNews { get; init; }

    [Id(3)]
    public byte[] Cut { get; init; } = [];

    [Id(4)]
    public long CutAt { get; init; }

    /// <summary>Why it cannot be asked now; null when it was.</summary>
    [Id(5)]
    public CallAnswer? Refusal { get; init; }

    public static MixingReply Of(MixingAnswer answer) =>
        new() { Id = answer.Id, Round = answer.Round, HasNews = answer.HasNews, Cut = answer.Cut, CutAt = answer.CutAt };

    public MixingAnswer ToAnswer()
    {
        Refusal?.ThrowIfRefused();
        return new MixingAnswer(Id, Round, HasNews, Cut, CutAt);
    }
}
