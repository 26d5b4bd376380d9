using System.Globalization;
using OnlineMl.Features;

namespace OnlineMl.Trees.Observers;

/// <summary>The values of nominal features as whole numbers: the bits of a number, or the number of a text inside a NaN. A whole number that a double
/// cannot hold counts as the text of its digits.</summary>
internal static class NominalValue
{
    /// <summary>The key of a text that the space does not know.</summary>
    public const long Unknown = -1;

    private const long TextTag = 0x7FF8_0000_0000_0000;

    public static long KeyAt(FeatureVector x, int position)
    {
        if (x.HasText && x.IsText(position))
        {
            var code = x.ValueCodeAt(position);
            return code < 0 ? Unknown : TextTag | (uint)code;
        }

        if (x.RestAt(position) != 0)
        {
            var code = x.Space.FindValue(Digits(x, position));
            return code < 0 ? Unknown : TextTag | (uint)code;
        }

        return KeyOf(x.Numbers[position]);
    }

    public static long LearnKeyAt(FeatureVector x, int position) =>
        x.HasText && x.IsText(position) ? TextTag | (uint)x.LearnValueCodeAt(position)
        : x.RestAt(position) != 0 ? TextTag | (uint)x.Space.GetOrAddValue(Digits(x, position), x.MostNames)
        : KeyOf(x.Numbers[position]);

    /// <summary>Orders numbers before texts, numbers by value and texts by their code units.</summary>
    public static int Compare(FeatureSpace space, long left, long right)
    {
        var leftIsText = (left & TextTag) == TextTag;
        var rightIsText = (right & TextTag) == TextTag;
        return leftIsText != rightIsText ? leftIsText.CompareTo(rightIsText)
            : leftIsText ? string.CompareOrdinal(space.ValueOf((int)(uint)left), space.ValueOf((int)(uint)right))
            : BitConverter.Int64BitsToDouble(left).CompareTo(BitConverter.Int64BitsToDouble(right));
    }

    private static string Digits(FeatureVector x, int position) =>
        WholeNumbers.Of(x.Numbers[position], x.RestAt(position)).ToString(CultureInfo.InvariantCulture);

    // Adding zero turns -0 into 0, so that both have one key.
    private static long KeyOf(double number) => BitConverter.DoubleToInt64Bits(number + 0.0);
}
