using System.Globalization;

namespace OnlineMl.Parity;

/// <summary>Collects the differences between a record and what the library computes.</summary>
/// <param name="tolerance">The largest relative difference that counts as equal.</param>
public sealed class Comparison(double tolerance)
{
    /// <summary>The largest relative difference so far; differences below 1e-12 in absolute terms count as none.</summary>
    public double MaxRelativeDifference { get; private set; }

    /// <summary>The first difference that is too large, in words; null when all is equal.</summary>
    public string? FirstDifference { get; private set; }

    /// <param name="what">Where the numbers stand.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="rounding">The absolute difference that rounding in the last digit of the inputs makes.</param>
    public void Number(string what, double expected, double actual, double rounding = 0)
    {
        if (expected.Equals(actual))
        {
            return;
        }

        var difference = Math.Abs(expected - actual);
        var relative = difference <= 1e-12 + rounding ? 0 : difference / Math.Max(Math.Abs(expected), Math.Abs(actual));
        if (double.IsNaN(relative) || double.IsInfinity(relative))
        {
            relative = double.MaxValue;
        }

        MaxRelativeDifference = Math.Max(MaxRelativeDifference, relative);
        if (relative > tolerance)
        {
            FirstDifference ??= string.Create(CultureInfo.InvariantCulture, $"{what}: {expected:R} expected, {actual:R} found");
        }
    }

    public void Text(string what, string expected, string actual)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            MaxRelativeDifference = double.MaxValue;
            FirstDifference ??= $"{what}: '{expected}' expected, '{actual}' found";
        }
    }
}
