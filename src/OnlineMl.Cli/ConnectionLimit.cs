using System.Globalization;

namespace OnlineMl.Cli;

/// <summary>How many connections the server takes when nobody says.</summary>
/// <remarks>Each connection takes a file handle, and so does each model that learns. A process that has none left is ended by the runtime.</remarks>
internal static class ConnectionLimit
{
    private const long Usual = 10_000;
    private const long Least = 16;
    private const string LimitsOfProcess = "/proc/self/limits";
    private const string HandleLimit = "Max open files";

    /// <summary>Half of the file handles that the process may have, at most 10,000.</summary>
    public static long OfProcess()
    {
        try
        {
            return OfHandles(File.Exists(LimitsOfProcess) ? HandlesIn(File.ReadLines(LimitsOfProcess)) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Usual;
        }
    }

    /// <summary>The limit for so many file handles; null for any number.</summary>
    public static long OfHandles(long? handles) => handles is { } count ? Math.Clamp(count / 2, Least, Usual) : Usual;

    /// <summary>The file handles in what Linux tells of a process; null when there is no limit.</summary>
    public static long? HandlesIn(IEnumerable<string> limits)
    {
        var line = limits.FirstOrDefault(line => line.StartsWith(HandleLimit, StringComparison.Ordinal));
        var soft = line?[HandleLimit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var handles) ? handles : null;
    }
}
