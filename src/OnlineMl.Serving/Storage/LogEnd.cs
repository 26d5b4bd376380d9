namespace OnlineMl.Serving.Storage;

/// <summary>Why a log has no more events for those who follow it.</summary>
public enum LogEnd
{
    /// <summary>The model was deleted.</summary>
    Deleted,

    /// <summary>The log is no longer what it was: events that were given to the sink are not in it any more, as after the fail-over of a server
    /// that had not copied them, or an operator set some aside. The model is to be closed, opened and read anew.</summary>
    Rewritten,
}
