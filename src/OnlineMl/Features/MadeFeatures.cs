using System.Globalization;
using OnlineMl.Catalog;

namespace OnlineMl.Features;

/// <summary>How many features a step may make of one example, beside those that the example has. Fixed, so that every replay of
/// the same examples refuses the same ones.</summary>
internal static class MadeFeatures
{
    /// <summary>The most features.</summary>
    public const int Most = 1 << 18;

    /// <summary>The most bytes that their names may take together.</summary>
    public const long MostNameBytes = 1 << 26;

    /// <summary>Refuses more features than a step may make, before they are made.</summary>
    /// <exception cref="TooManyFeaturesException">There are too many.</exception>
    public static void Check(object? step, double count, double most = Most)
    {
        if (count > most)
        {
            throw new TooManyFeaturesException(string.Create(
                CultureInfo.InvariantCulture, $"{NameOf(step)} would make {Shown(count)} features of this example; at most {most} are allowed."));
        }
    }

    /// <summary>Refuses features whose names are too long together, before they are made.</summary>
    /// <exception cref="TooManyFeaturesException">They are too long.</exception>
    public static void CheckNames(object? step, double bytes)
    {
        if (bytes > MostNameBytes)
        {
            throw new TooManyFeaturesException(string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(step)} would make features of this example whose names take about {Shown(bytes)} bytes; at most {MostNameBytes} are allowed."));
        }
    }

    private static string NameOf(object? step) =>
        step is null ? "A step" : ComponentCatalog.Find(step.GetType())?.Name ?? step.GetType().Name;

    private static string Shown(double number) => number < 1e15 ? number.ToString("F0", CultureInfo.InvariantCulture) : "more than 1e15";
}
