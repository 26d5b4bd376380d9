namespace OnlineMl.Serving.Storage.Files;

/// <summary>Tells one process from others, and one run of its machine from others.</summary>
/// <param name="Boot">The run of the machine: it changes when the machine starts. Empty where it is not known.</param>
/// <param name="Process">The process.</param>
internal readonly record struct ProcessIdentity(Guid Boot, Guid Process)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>This process.</summary>
    public static ProcessIdentity Own { get; } = new(FindBoot(), Guid.NewGuid());

    private static Guid FindBoot()
    {
        try
        {
            return OperatingSystem.IsLinux() && Guid.TryParse(File.ReadAllText(BootFile).AsSpan().Trim(), out var boot) ? boot : FindStart();
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return FindStart();
        }
    }

    // When the machine started, to a quarter of a minute. A clock that is set makes another run of it, which is the careful mistake.
    private static Guid FindStart()
    {
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64;
        return new Guid(0, 0, 0, BitConverter.GetBytes(start / 15_000));
    }
}
