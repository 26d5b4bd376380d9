namespace OnlineMl.Serving;

/// <summary>What becomes of a declared model that is stored with another flavor, spec or other metrics.</summary>
public enum StoredModelDifference
{
    /// <summary>The application does not start, and the message says what differs.</summary>
    Refuse,

    /// <summary>The stored model goes on as it is, and the log has a warning that says what differs.</summary>
    Keep,
}
