namespace OnlineMl.Serving.Storage.Shared;

/// <summary>A log cannot be read behind a point, and never can be.</summary>
internal sealed class LogEndedException(LogEnd end) : Exception($"The log is {end}.")
{
    public LogEnd End => end;
}
