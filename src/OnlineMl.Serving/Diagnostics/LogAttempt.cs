namespace OnlineMl.Serving.Diagnostics;

/// <summary>Writes to the log of an application, which may throw as well, where work has to go on whatever fails.</summary>
internal static class LogAttempt
{
    public static void Try(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // There is nobody to tell.
        }
    }
}
