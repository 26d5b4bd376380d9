using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using OnlineMl.Datasets;
using OnlineMl.Numerics;

namespace OnlineMl.Features;

/// <summary>Fills vectors from JSON objects as most of them are written: numbers, truth values and texts without escapes under names without
/// escapes. It gives up at anything else, which is then read, or refused with the place, by the reader of the base library.</summary>
internal static class FlatJson
{
    // What ends a text without escapes, or has no place in one.
    private static readonly SearchValues<byte> TextEnds = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(value => (byte)value)]);

    /// <summary>Whether a name is written in JSON as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8Name) => !utf8Name.ContainsAny(TextEnds);

    /// <summary>Fills a vector from a text that is one object.</summary>
    /// <returns>False when it gave up; the vector is half filled then.</returns>
    /// <exception cref="FeatureFormatException">A feature is refused.</exception>
    public static bool TryFill(FeatureFiller filler, ReadOnlySpan<byte> json, int maxFeatures)
    {
        filler.Begin();
        var i = 0;
        if (!Take(json, ref i, '{'))
        {
            return false;
        }

        var hasMore = !Take(json, ref i, '}');
        for (var count = 0; hasMore; count++)
        {
            if (count == maxFeatures || !TryAdd(filler, json, ref i))
            {
                return false;
            }

            hasMore = Take(json, ref i, ',');
            if (!hasMore && !Take(json, ref i, '}'))
            {
                return false;
            }
        }

        filler.End();
        return SkipSpace(json, i) == json.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAdd(FeatureFiller filler, ReadOnlySpan<byte> json, ref int i)
    {
        i = SkipSpace(json, i);
        if (i == json.Length || json[i] != '"')
        {
            return false;
        }

        var start = i + 1;
        var expected = filler.LengthOfExpected(json[start..]);
        var length = expected > 0 ? expected : json[start..].IndexOfAny(TextEnds);
        if (length < 0 || json[start + length] != '"')
        {
            return false;
        }

        i = start + length + 1;
        if (!Take(json, ref i, ':'))
        {
            return false;
        }

        i = SkipSpace(json, i);
        var digits = ReadNumber(json[i..], out var number);
        if (digits == 0)
        {
            return TryAddOther(filler, json.Slice(start, length), json, ref i);
        }

        var rest = digits < WholeNumbers.FewestDigits ? 0 : WholeNumbers.RestOf(json.Slice(i, digits), number);
        i += digits;
        if (expected > 0 && double.IsFinite(number))
        {
            filler.AddExpected(number, rest);
        }
        else
        {
            filler.Add(json.Slice(start, length), number, rest);
        }

        return true;
    }

    private static bool TryAddOther(FeatureFiller filler, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, ref int i)
    {
        var rest = json[i..];
        if (rest.StartsWith("\""u8))
        {
            var length = rest[1..].IndexOfAny(TextEnds);
            if (length < 0 || rest[1 + length] != '"' || !Utf8.IsValid(rest.Slice(1, length)))
            {
                return false;
            }

            filler.Add(name, filler.Texts.TextOf(rest.Slice(1, length)));
            i += length + 2;
        }
        else if (rest.StartsWith("true"u8))
        {
            filler.Add(name, 1);
            i += 4;
        }
        else if (rest.StartsWith("false"u8))
        {
            filler.Add(name, 0);
            i += 5;
        }
        else if (rest.StartsWith("null"u8))
        {
            filler.AddAbsent(name);
            i += 4;
        }
        else
        {
            return false;
        }

        return true;
    }

    // Reads what begins as a number of JSON. Gives its length, or 0 when there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadNumber(ReadOnlySpan<byte> json, out double number)
    {
        var sign = json.Length > 0 && json[0] == '-' ? 1 : 0;
        var length = DecimalParser.ReadShort(json[sign..], out number);
        if (length > 0 && IsStrict(json.Slice(sign, length)) && json[sign + length] is (byte)',' or (byte)'}' or (byte)' ')
        {
            number = sign == 0 ? number : -number;
            return sign + length;
        }

        return ReadLong(json, sign, out number);
    }

    // The reader of decimals takes leading zeros and a point at either end, which JSON does not.
    private static bool IsStrict(ReadOnlySpan<byte> decimals) =>
        decimals[0] == '0' ? decimals.Length == 1 || (decimals[1] == '.' && decimals.Length > 2) : decimals[0] != '.' && decimals[^1] != '.';

    private static int ReadLong(ReadOnlySpan<byte> json, int sign, out double number)
    {
        number = 0;
        var i = sign;
        var whole = CountDigits(json, i);
        if (whole == 0 || (whole > 1 && json[i] == '0'))
        {
            return 0;
        }

        i += whole;
        if (i < json.Length && json[i] == '.')
        {
            var fraction = CountDigits(json, i + 1);
            if (fraction == 0)
            {
                return 0;
            }

            i += fraction + 1;
        }

        if (i < json.Length && json[i] is (byte)'e' or (byte)'E')
        {
            i += i + 1 < json.Length && json[i + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            var exponent = CountDigits(json, i);
            if (exponent == 0)
            {
                return 0;
            }

            i += exponent;
        }

        return DecimalParser.TryRead(json[..i], out number) ? i : 0;
    }

    private static int CountDigits(ReadOnlySpan<byte> json, int i)
    {
        var start = i;
        while (i < json.Length && (uint)(json[i] - '0') <= 9)
        {
            i++;
        }

        return i - start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Take(ReadOnlySpan<byte> json, ref int i, char what)
    {
        if ((uint)i < (uint)json.Length && json[i] == what)
        {
            i++;
            return true;
        }

        return TakeBehindSpace(json, ref i, what);
    }

    private static bool TakeBehindSpace(ReadOnlySpan<byte> json, ref int i, char what)
    {
        var next = SkipSpace(json, i);
        if (next == json.Length || json[next] != what)
        {
            return false;
        }

        i = next + 1;
        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while ((uint)i < (uint)json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }
}
