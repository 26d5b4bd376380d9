using System.Globalization;

namespace OnlineMl.Features;

/// <summary>Texts that say a number.</summary>
internal static class NumberText
{
    /// <summary>The number of a text such as <c>42</c>, <c>-1.5e3</c> or <c>9007199254740993</c>, of which every digit counts; blanks around it do not.</summary>
    /// <returns>False when the text says none, or one that is not finite.</returns>
    public static bool TryRead(string text, out FeatureValue number)
    {
        number = default;
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' or ' '))
        {
            return false;
        }

        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
        {
            number = whole;
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) || !double.IsFinite(real))
        {
            return false;
        }

        number = real;
        return true;
    }
}
