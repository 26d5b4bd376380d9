using Orleans;

namespace OnlineMl.Cluster.Grains;

/// <summary>The right to be the ordinary writer of a model, which one server at a time has. Two may have it for a while, when one was taken for dead; the
/// log keeps what they write apart.</summary>
[Alias("onlineml.model")]
internal interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Does a call where the model is.</summary>
    [Alias("take")]
    Task<CallAnswer> TakeAsync(CallMessage call, CancellationToken cancellationToken);

    /// <summary>Answers when the owner can be reached and has read what others wrote meanwhile.</summary>
    [Alias("ping")]
    Task PingAsync();

    /// <summary>The address of the owner.</summary>
    [Alias("where")]
    Task<string> FindAsync();

    /// <summary>Cuts or merges the share that the model is.</summary>
    [Alias("mix")]
    Task<MixingReply> MixAsync(MixingMessage message, CancellationToken cancellationToken);
}
