namespace OnlineMl.Redis.Storage;

/// <summary>The scripts that Redis runs, each as one step that nobody sees half of.</summary>
internal static class RedisScript
{
    /// <summary>Appends behind a point, which is the fence between writers; the chaos test takes it away to see what it is for.</summary>
    public static string Append { get; set; } = Read("append");

    public static string ReadEvents { get; } = Read("read");

    public static string FindBounds { get; } = Read("bounds");

    public static string Create { get; } = Read("create");

    public static string Delete { get; } = Read("delete");

    public static string PutPiece { get; } = Read("piece");

    public static string TakeSnapshot { get; } = Read("snapshot");

    public static string SetAside { get; } = Read("aside");

    public static string Trim { get; } = Read("trim");

    public static string FindAge { get; } = Read("age");

    public static string PassOver { get; } = Read("passover");

    public static string FindReplays { get; } = Read("replays");

    public static string MarkReplay { get; } = Read("replay");

    public static string ContinueFrom { get; } = Read("continue");

    public static string Forget { get; } = Read("forget");

    public static string Publish { get; } = Read("publish");

    public static string Keep { get; } = Read("keep");

    public static string Release { get; } = Read("release");

    public static string Count { get; } = Read("count");

    public static string Add { get; } = Read("add");

    public static string Sizes { get; } = Read("sizes");

    public static string Write { get; } = Read("write");

    public static string TakeOver { get; } = Read("takeover");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")!);
        return reader.ReadToEnd();
    }
}
