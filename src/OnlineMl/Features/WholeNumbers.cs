using System.Buffers.Text;
using System.Numerics;

namespace OnlineMl.Features;

/// <summary>Whole numbers of up to 64 bits that a double cannot hold. As numbers they are rounded; as categories, such as identifiers, they
/// keep what the double lacks.</summary>
internal static class WholeNumbers
{
    /// <summary>A whole number of fewer digits is exact.</summary>
    public const int FewestDigits = 16;

    // From here on neighbouring doubles are more than 1 apart.
    private const double FirstInexact = 1L << 53;

    /// <summary>What a whole number written in decimal digits is more than the double that it was read as; 0 for anything else.</summary>
    public static long RestOf(ReadOnlySpan<byte> digits, double number)
    {
        if (!(Math.Abs(number) >= FirstInexact))
        {
            return 0;
        }

        return Utf8Parser.TryParse(digits, out long whole, out var length) && length == digits.Length ? RestOf(whole)
            : Utf8Parser.TryParse(digits, out ulong unsigned, out length) && length == digits.Length ? RestOf(unsigned)
            : 0;
    }

    /// <summary>What a whole number is more than the nearest double; 0 for one of more than 64 bits and for other numbers.</summary>
    public static long RestOf<T>(T number)
        where T : INumberBase<T>
    {
        var nearest = double.CreateSaturating(number);
        return Math.Abs(nearest) >= FirstInexact && Math.Abs(nearest) <= ulong.MaxValue && T.IsInteger(number)
            ? (long)(Int128.CreateSaturating(number) - (Int128)nearest)
            : 0;
    }

    /// <summary>The whole number that a double and its rest are.</summary>
    public static Int128 Of(double number, long rest) => (Int128)number + rest;
}
