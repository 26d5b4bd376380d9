namespace OnlineMl.State;

/// <summary>State that holds more in memory than it describes, such as tables by which it is found.</summary>
internal interface IHoldsMore
{
    /// <summary>About how many bytes that is.</summary>
    long UndescribedBytes { get; }
}
