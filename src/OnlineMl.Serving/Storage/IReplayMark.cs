namespace OnlineMl.Serving.Storage;

/// <summary>Remembers which event is being replayed, also when the process dies of it. To be disposed when the replay has ended.</summary>
public interface IReplayMark : IDisposable
{
    /// <summary>Says which event is applied next.</summary>
    void Begin(long position);

    /// <summary>Says that the process survived it.</summary>
    void End();
}
