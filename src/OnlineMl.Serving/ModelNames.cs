using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Names of models: which are allowed, and made-up ones of two words.</summary>
internal static class ModelNames
{
    private const int Longest = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    // What comes between a model and the number of one of its shares, which no name of a model has.
    private const char BeforeShare = '~';

    private static readonly string[] Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(number => (string[])[$"com{number}", $"lpt{number}"])];

    private static readonly string[] First =
    [
        "amber", "brave", "calm", "dusty", "eager", "fancy", "gentle", "hasty", "icy", "jolly", "keen", "lucky", "mellow", "nimble",
        "orange", "polite", "quiet", "rapid", "silver", "tidy", "urban", "vivid", "witty", "young", "zesty", "bright", "clever", "daring",
    ];

    private static readonly string[] Second =
    [
        "acorn", "badger", "cedar", "dolphin", "ember", "falcon", "glacier", "harbor", "island", "jasmine", "kettle", "lantern", "meadow",
        "nectar", "otter", "pebble", "quartz", "river", "sparrow", "thistle", "umbrella", "valley", "walnut", "yarrow", "zephyr", "comet",
    ];

    /// <summary>Refuses a name that is not 1 to 128 of <c>A-Z a-z 0-9 . _ -</c>, or that is only dots.</summary>
    /// <exception cref="OnlineMlException">The name is not allowed.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsAllowed(name))
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest,
                $"'{(name.Length > 64 ? name[..64] + "…" : name)}' is no name for a model; a name has 1 to 128 of A-Z a-z 0-9 . _ - and is not only dots.");
        }
    }

    /// <summary>The name of a share of a model.</summary>
    public static string OfShare(string model, int share, int shares) => string.Create(CultureInfo.InvariantCulture, $"{model}{BeforeShare}{shares}.{share}");

    /// <summary>Whether a name is that of a share of a model.</summary>
    public static bool IsShare(string name) => name.Contains(BeforeShare, StringComparison.Ordinal);

    /// <summary>The name of the model that a share belongs to; that of a model as it is.</summary>
    public static string Whole(string name) => name.IndexOf(BeforeShare, StringComparison.Ordinal) is >= 0 and var end ? name[..end] : name;

    /// <summary>How many shares there are of the model that a share belongs to; 0 where the name is of no share.</summary>
    public static int SharesOf(string name)
    {
        var begin = name.IndexOf(BeforeShare, StringComparison.Ordinal) + 1;
        return begin > 0 && name.IndexOf('.', begin) is >= 0 and var end && int.TryParse(name.AsSpan(begin, end - begin), NumberStyles.None, CultureInfo.InvariantCulture, out var shares)
            ? shares
            : 0;
    }

    /// <summary>Refuses a name for a new model that <see cref="Check"/> refuses, and one that some file systems take for another: one that ends in a
    /// dot, or that Windows has for devices, such as <c>con</c> and <c>aux.txt</c>.</summary>
    /// <exception cref="OnlineMlException">The name is not allowed.</exception>
    public static void CheckNew(string name)
    {
        Check(name);
        if (IsShare(name))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'{name}' is the name of a share of the model '{Whole(name)}'.");
        }

        if (name[^1] == '.')
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'{name}' ends in a dot, which some file systems leave out.");
        }

        var stem = name.AsSpan(0, name.IndexOf('.') is >= 0 and var dot ? dot : name.Length);
        foreach (var device in Devices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                throw new OnlineMlException(RefusalKind.BadRequest, $"'{name}' is the name of a device on some systems, so it is none for a model.");
            }
        }
    }

    internal static bool IsAllowed(string name) =>
        name.Length <= Longest && IsAllowedPart(IsShare(name) && SharesOf(name) > 0 ? Whole(name) : name);

    private static bool IsAllowedPart(string name) => !name.AsSpan().ContainsAnyExcept(Allowed) && !name.AsSpan().Trim('.').IsEmpty;

    /// <summary>A random name of two words; a number follows while the name is taken.</summary>
    public static string MakeUp(Predicate<string> isTaken)
    {
        ArgumentNullException.ThrowIfNull(isTaken);
        var name = $"{First[RandomNumberGenerator.GetInt32(First.Length)]}-{Second[RandomNumberGenerator.GetInt32(Second.Length)]}";
        var free = name;
        for (var number = 2; isTaken(free); number++)
        {
            free = $"{name}-{number}";
        }

        return free;
    }
}
