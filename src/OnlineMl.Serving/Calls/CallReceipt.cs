namespace OnlineMl.Serving.Calls;

/// <summary>Takes down of how many events of its model the answer to a call is.</summary>
internal sealed class CallReceipt
{
    /// <summary>The position of the call's event, or for one that is none, of the last event that the model had; null while that is not known.</summary>
    public long? Position { get; set; }
}
