namespace OnlineMl.CrashTest;

/// <summary>What became of a call as far as the caller knows.</summary>
internal enum CallState
{
    /// <summary>It was sent, and no answer has come; the server may or may not have its event.</summary>
    Open,

    /// <summary>The server said that it is done.</summary>
    Acknowledged,

    /// <summary>It had no answer, and its event was in the log after a crash.</summary>
    Kept,

    /// <summary>It had no answer, and its event was not in the log after a crash.</summary>
    Lost,
}
