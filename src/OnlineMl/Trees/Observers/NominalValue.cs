using OnlineMl.Features;

namespace OnlineMl.Trees.Observers;

/// <summary>The values of nominal features as whole numbers: the bits of a number, or the number of a text inside a NaN.</summary>
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

        return KeyOf(x.Numbers[position]);
    }

    public static long LearnKeyAt(FeatureVector x, int position) =>
        x.HasText && x.IsText(position) ? TextTag | (uint)x.LearnValueCodeAt(position) : KeyOf(x.Numbers[position]);

    /// <summary>Orders numbers before texts, numbers by value and texts by their code units.</summary>
    public static int Compare(FeatureSpace space, long left, long right)
    {
        var leftIsText = (left & TextTag) == TextTag;
        var rightIsText = (right & TextTag) == TextTag;
        return leftIsText != rightIsText ? leftIsText.CompareTo(rightIsText)
            : leftIsText ? string.CompareOrdinal(space.ValueOf((int)(uint)left), space.ValueOf((int)(uint)right))
            : BitConverter.Int64BitsToDouble(left).CompareTo(BitConverter.Int64BitsToDouble(right));
    }

    // Adding zero turns -0 into 0, so that both have one key.
    private static long KeyOf(double number) => BitConverter.DoubleToInt64Bits(number + 0.0);
}
