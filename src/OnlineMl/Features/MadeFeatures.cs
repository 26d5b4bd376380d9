using System.Globalization;
using OnlineMl.Catalog;

namespace OnlineMl.Features;

/// <summary>How many features a step may make of one example, beside those that the example has. It is kept with the model, so that every
/// replay of the same examples refuses the same ones.</summary>
internal static class MadeFeatures
{
    /// <summary>The most features where a model does not say otherwise.</summary>
    public const int Usual = 1 << 18;

    /// <summary>The highest limit that a model can have.</summary>
    public const int Largest = 1 << 24;

    private const long UsualNameBytes = 1 << 26;
    private const long NameBytesEach = UsualNameBytes / Usual;

    /// <summary>Refuses more features than a step may make, before they are made.</summary>
    /// <exception cref="TooManyFeaturesException">There are too many.</exception>
    public static void Check(object? step, double count, double most)
    {
        if (count > most)
        {
            throw new TooManyFeaturesException(string.Create(
                CultureInfo.InvariantCulture, $"{NameOf(step)} would make {Shown(count)} features of this example; at most {most} are allowed."))
            {
                Limit = nameof(Model.MaxMadeFeatures),
            };
        }
    }

    /// <summary>Refuses features whose names are too long together, before they are made: longer than 64 MiB, or than 256 bytes each where a
    /// model allows more features than usual.</summary>
    /// <exception cref="TooManyFeaturesException">They are too long.</exception>
    public static void CheckNames(object? step, double bytes, int maxFeatures)
    {
        var most = Math.Max(UsualNameBytes, NameBytesEach * maxFeatures);
        if (bytes > most)
        {
            throw new TooManyFeaturesException(string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(step)} would make features of this example whose names take about {Shown(bytes)} bytes; at most {most} are allowed."));
        }
    }

    private static string NameOf(object? step) =>
        step is null ? "A step" : ComponentCatalog.Find(step.GetType())?.Name ?? step.GetType().Name;

    private static string Shown(double number) => number < 1e15 ? number.ToString("F0", CultureInfo.InvariantCulture) : "more than 1e15";
}
