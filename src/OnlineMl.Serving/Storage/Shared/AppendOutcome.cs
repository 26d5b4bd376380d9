namespace OnlineMl.Serving.Storage.Shared;

/// <summary>What became of an append that wants to stand at a certain point of the log.</summary>
internal enum AppendOutcome
{
    /// <summary>All events are durable, right behind the point.</summary>
    Appended,

    /// <summary>None is, because others have appended behind the point.</summary>
    Moved,

    /// <summary>None is, because the log is not there any more.</summary>
    Deleted,

    /// <summary>None is, because the log has not what the point says.</summary>
    Rewritten,
}
