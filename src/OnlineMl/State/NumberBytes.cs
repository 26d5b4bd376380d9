using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.State;

/// <summary>Numbers as little-endian bytes, copied as they lie in memory where the machine has them so.</summary>
internal static class NumberBytes
{
    /// <summary>A number with the one NaN that is written: which one a processor makes of 0/0 depends on its kind.</summary>
    public static double OneNaN(double value) => double.IsNaN(value) ? double.NaN : value;

    /// <summary>Writes numbers into just as many bytes as they take.</summary>
    public static void Write<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        if (typeof(T) == typeof(double) && HasNaN(MemoryMarshal.Cast<T, double>(values)))
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, double>(bytes))
            {
                value = OneNaN(value);
            }
        }

        Swap<T>(bytes);
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
