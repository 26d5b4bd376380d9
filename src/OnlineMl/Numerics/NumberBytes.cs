using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>Numbers as little-endian bytes, copied as they lie in memory where the machine has them so.</summary>
internal static class NumberBytes
{
    private const int Part = 2048;

    /// <summary>A number with the one NaN that is written: which one a processor makes of 0/0 depends on its kind.</summary>
    public static double OneNaN(double value) => double.IsNaN(value) ? double.NaN : value;

    /// <summary>Writes numbers into just as many bytes as they take.</summary>
    public static void Write<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged
    {
        // In parts that stay in the cache from the one look at them to the next.
        while (!values.IsEmpty)
        {
            var part = values[..Math.Min(Part, values.Length)];
            var target = bytes[..(part.Length * Unsafe.SizeOf<T>())];
            MemoryMarshal.AsBytes(part).CopyTo(target);
            if (typeof(T) == typeof(double) && HasNaN(MemoryMarshal.Cast<T, double>(part)))
            {
                foreach (ref var value in MemoryMarshal.Cast<byte, double>(target))
                {
                    value = OneNaN(value);
                }
            }

            Swap<T>(target);
            values = values[part.Length..];
            bytes = bytes[target.Length..];
        }
    }

    /// <summary>Reads as many numbers as there are.</summary>
    public static void Read<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(target);
        Swap<T>(target);
    }

    /// <summary>Whether all numbers are finite.</summary>
    public static bool AreFinite(ReadOnlySpan<double> values)
    {
        var bits = MemoryMarshal.Cast<double, long>(values);
        var exponent = new Vector<long>(0x7FF0_0000_0000_0000);
        var i = 0;
        for (; i <= bits.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            if (Vector.EqualsAny(new Vector<long>(bits[i..]) & exponent, exponent))
            {
                return false;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether all numbers are in a range, ends included; NaN is in none.</summary>
    public static bool AreBetween(ReadOnlySpan<double> values, double least, double most)
    {
        var (lowest, highest) = (new Vector<double>(least), new Vector<double>(most));
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var part = new Vector<double>(values[i..]);
            if (!Vector.GreaterThanOrEqualAll(part, lowest) || !Vector.LessThanOrEqualAll(part, highest))
            {
                return false;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!(values[i] >= least && values[i] <= most))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The smallest and the largest of at least one whole number.</summary>
    public static (T Least, T Most) Ends<T>(ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var (least, most) = (values[0], values[0]);
        var i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            var lowest = new Vector<T>(values);
            var highest = lowest;
            for (i = Vector<T>.Count; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var part = new Vector<T>(values[i..]);
                lowest = Vector.Min(lowest, part);
                highest = Vector.Max(highest, part);
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                least = T.Min(least, lowest[lane]);
                most = T.Max(most, highest[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = T.Min(least, values[i]);
            most = T.Max(most, values[i]);
        }

        return (least, most);
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var part = new Vector<double>(values[i..]);
            if (!Vector.EqualsAll(part, part))
            {
                return true;
            }
        }

        for (; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Swap<T>(Span<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
        {
            return;
        }

        if (Unsafe.SizeOf<T>() == sizeof(ulong))
        {
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (Unsafe.SizeOf<T>() == sizeof(uint))
        {
            var words = MemoryMarshal.Cast<byte, uint>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
