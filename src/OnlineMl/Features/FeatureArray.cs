using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Features;

/// <summary>Arrays that have a value for each feature by its id, or a row of as many values side by side, and grow when a new feature is learned.</summary>
/// <remarks>What has such an array knows of how many features it has learned values; the room behind them is there for those to come.</remarks>
internal static class FeatureArray
{
    private const int LeastRoom = 8;

    /// <summary>Makes room for a number of features; there is room for as many again when there was not.</summary>
    /// <param name="values">The array.</param>
    /// <param name="features">How many features there must be room for.</param>
    /// <param name="width">How many values each feature has.</param>
    /// <param name="fill">What new features have.</param>
    public static void Grow<T>(ref T[] values, int features, int width = 1, [AllowNull] T fill = default)
    {
        var needed = (long)features * width;
        if (needed <= values.Length)
        {
            return;
        }

        var old = values.Length;
        Array.Resize(ref values, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(LeastRoom, old * 2L))));
        values.AsSpan(old).Fill(fill!);
    }

    /// <summary>One more than the largest of some ids.</summary>
    public static int Extent(ReadOnlySpan<int> ids)
    {
        var largest = -1;
        foreach (var id in ids)
        {
            largest = Math.Max(largest, id);
        }

        return largest + 1;
    }
}
