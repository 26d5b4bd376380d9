using System.Buffers;
using System.Buffers.Binary;
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

    // Stands for the position behind what is not there.
    private const int None = -1;

    /// <summary>Whether a name is written in JSON as it is.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8Name) => !utf8Name.ContainsAny(TextEnds);

    /// <summary>Fills a vector from a text that is one object.</summary>
    /// <returns>False when it gave up; the vector is half filled then.</returns>
    /// <exception cref="FeatureFormatException">A feature is refused.</exception>
    public static bool TryFill(FeatureFiller filler, ReadOnlySpan<byte> json, int maxFeatures)
    {
        filler.Begin();
        var i = Behind(json, 0, '{');
        var end = i < 0 ? None : Behind(json, i, '}');
        for (var count = 0; end < 0; count++)
        {
            i = i < 0 || count == maxFeatures ? None : Add(filler, json, i);
            if (i < 0)
            {
                return false;
            }

            var next = Behind(json, i, ',');
            end = next < 0 ? Behind(json, i, '}') : None;
            i = next;
        }

        filler.End();
        return SkipSpace(json, end) == json.Length;
    }

    // What follows goes on from a position and gives the one behind what it has read. The position is never passed by reference, which would keep it
    // out of a register in the loop over the features.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(FeatureFiller filler, ReadOnlySpan<byte> json, int i)
    {
        i = SkipSpace(json, i);
        if (i == json.Length || json[i] != '"')
        {
            return None;
        }

        var start = i + 1;
        var expected = filler.LengthOfExpected(json[start..]);
        var length = expected > 0 ? expected : json[start..].IndexOfAny(TextEnds);
        if (length < 0 || json[start + length] != '"')
        {
            return None;
        }

        i = Behind(json, start + length + 1, ':');
        if (i < 0)
        {
            return None;
        }

        i = SkipSpace(json, i);
        var digits = ReadNumber(json, i, out var number);
        if (digits == 0)
        {
            return AddOther(filler, json.Slice(start, length), json, i);
        }

        var rest = digits < WholeNumbers.FewestDigits ? 0 : WholeNumbers.RestOf(json.Slice(i, digits), number);
        if (expected > 0 && double.IsFinite(number))
        {
            filler.AddExpected(number, rest);
        }
        else
        {
            filler.Add(json.Slice(start, length), number, rest);
        }

        return i + digits;
    }

    private static int AddOther(FeatureFiller filler, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, int i)
    {
        var rest = json[i..];
        if (rest.StartsWith("\""u8))
        {
            var length = rest[1..].IndexOfAny(TextEnds);
            if (length < 0 || rest[1 + length] != '"' || !Utf8.IsValid(rest.Slice(1, length)))
            {
                return None;
            }

            filler.Add(name, filler.Texts.TextOf(rest.Slice(1, length)));
            return i + length + 2;
        }

        if (rest.StartsWith("true"u8))
        {
            filler.Add(name, 1);
            return i + 4;
        }

        if (rest.StartsWith("false"u8))
        {
            filler.Add(name, 0);
            return i + 5;
        }

        if (rest.StartsWith("null"u8))
        {
            filler.AddAbsent(name);
            return i + 4;
        }

        return None;
    }

    // Reads what begins as a number of JSON at a position. Gives its length, or 0 when there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadNumber(ReadOnlySpan<byte> json, int i, out double number)
    {
        var start = (uint)i < (uint)json.Length && json[i] == '-' ? i + 1 : i;
        var length = DecimalParser.ReadShort(EightFrom(json, start), out number);
        var end = start + length;
        if (length > 0 && IsStrict(json.Slice(start, length)) && (uint)end < (uint)json.Length && json[end] is (byte)',' or (byte)'}' or (byte)' ')
        {
            number = start == i ? number : -number;
            return end - i;
        }

        length = ReadLong(json[i..], out var other);
        number = other;
        return length;
    }

    // Eight bytes from a position on, the first one the lowest; zeros stand for those behind the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightFrom(ReadOnlySpan<byte> json, int start)
    {
        var missing = start + sizeof(ulong) - json.Length;
        return missing <= 0 ? BinaryPrimitives.ReadUInt64LittleEndian(json[start..])
            : missing < sizeof(ulong) && json.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(json[^sizeof(ulong)..]) >> (8 * missing)
            : 0;
    }

    // The reader of decimals takes leading zeros and a point at either end, which JSON does not.
    private static bool IsStrict(ReadOnlySpan<byte> decimals) =>
        decimals[0] == '0' ? decimals.Length == 1 || (decimals[1] == '.' && decimals.Length > 2) : decimals[0] != '.' && decimals[^1] != '.';

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLong(ReadOnlySpan<byte> json, out double number)
    {
        number = 0;
        var i = json.Length > 0 && json[0] == '-' ? 1 : 0;
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

    // The position behind a character, or behind space and it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Behind(ReadOnlySpan<byte> json, int i, char what) =>
        (uint)i < (uint)json.Length && json[i] == what ? i + 1 : BehindSpace(json, i, what);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int BehindSpace(ReadOnlySpan<byte> json, int i, char what)
    {
        i = SkipSpace(json, i);
        return i < json.Length && json[i] == what ? i + 1 : None;
    }

    // Mostly there is no space, or just one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        if ((uint)i < (uint)json.Length && json[i] == ' ')
        {
            i++;
        }

        return (uint)i < (uint)json.Length && json[i] <= ' ' ? SkipSpaces(json, i) : i;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipSpaces(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }
}
