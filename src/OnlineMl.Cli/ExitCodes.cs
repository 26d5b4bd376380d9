namespace OnlineMl.Cli;

/// <summary>What the tool answers to its caller.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>Two files could not be compared, as <c>diff</c> and <c>cmp</c> say it.</summary>
    public const int NotCompared = 2;

    public const int Cancelled = 130;
}
