namespace OnlineMl.Serving.Storage.Files;

/// <summary>Turns failures of files into those of the store.</summary>
internal static class StorageFailure
{
    private const int NoSpace = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception is one that files throw.</summary>
    public static bool IsOfFiles(Exception reason) => reason is IOException or UnauthorizedAccessException;

    public static bool IsFull(Exception reason) => reason switch
    {
        StorageException known => known.IsFull,
        IOException => OperatingSystem.IsWindows()
            ? reason.HResult is WindowsDiskFull or WindowsHandleDiskFull
            : reason.HResult == NoSpace || reason.HResult == (OperatingSystem.IsMacOS() ? QuotaOnMac : QuotaOnLinux),
        _ => false,
    };

    /// <summary>Whether somebody else has the file.</summary>
    public static bool IsInUse(Exception reason) =>
        reason is IOException && reason.HResult == (OperatingSystem.IsWindows() ? WindowsSharingViolation
            : OperatingSystem.IsMacOS() ? WouldBlockOnMac
            : WouldBlockOnLinux);

    /// <summary>An exception that says what could not be done and why.</summary>
    public static StorageException Because(string what, Exception reason)
    {
        var full = IsFull(reason);
        return new StorageException($"{what}: {(full ? "there is no space left" : reason.Message)}", full, reason);
    }
}
