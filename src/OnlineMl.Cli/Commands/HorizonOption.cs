namespace OnlineMl.Cli.Commands;

/// <summary>The value of <c>--horizon</c>.</summary>
internal static class HorizonOption
{
    /// <exception cref="UsageException">It is out of range.</exception>
    public static int? Check(int? horizon) => horizon is null or (>= 1 and <= PredictionOptions.MaxHorizon)
        ? horizon
        : throw new UsageException(FormattableString.Invariant($"--horizon is {horizon}; it must lie between 1 and {PredictionOptions.MaxHorizon}."));
}
