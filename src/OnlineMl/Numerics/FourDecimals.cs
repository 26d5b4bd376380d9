using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnlineMl.Numerics;

/// <summary>Reads four short decimal numbers at once, with the results of <see cref="double.Parse(string)"/> to the last bit.</summary>
/// <remarks>Each number has eight bytes of a vector to itself, with its last character in the last of them. Nothing depends on
/// where its point is by a branch. A whole number below 10^8 divided by a power of ten up to 10^7 is correctly rounded.</remarks>
internal static class FourDecimals
{
    /// <summary>Whether the processor can do it.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    // The upper halves of 10^0 to 10^7; the lower ones are 0.
    private static Vector256<int> UpperHalvesOfPowers => Vector256.Create(
        0x3FF00000, 0x40240000, 0x40590000, 0x408F4000, 0x40C38800, 0x40F86A00, 0x412E8480, 0x416312D0);

    /// <summary>Reads four cells, each with a minus sign or none, then digits with at most one point, eight characters at most.</summary>
    /// <param name="text">The text, with eight bytes or more from each cell on.</param>
    /// <param name="starts">Where the cells begin, and where the one after them does; between two cells is one character.</param>
    /// <param name="numbers">Receives the numbers.</param>
    /// <returns>False when a cell is anything else or lies elsewhere; then nothing was written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, Span<double> numbers)
    {
        if (starts.Length < 5 || numbers.Length < 4 || text.Length < sizeof(ulong))
        {
            return false;
        }

        ref var start = ref MemoryMarshal.GetReference(starts);
        var places = Vector128.LoadUnsafe(ref start);
        if (Vector128.GreaterThanAny(places.AsUInt32(), Vector128.Create((uint)(text.Length - sizeof(ulong)))))
        {
            return false;
        }

        ref var first = ref MemoryMarshal.GetReference(text);

        // Empty and long cells are shifted out altogether.
        var lengths = Vector128.LoadUnsafe(ref start, 1) - places - Vector128<int>.One;
        var shifts = Vector256.Create(64UL) - (Avx2.ConvertToVector256Int64(lengths).AsUInt64() << 3);
        var cells = Avx2.ShiftLeftLogicalVariable(
            Vector256.Create(
                Eight(ref first, start),
                Eight(ref first, Unsafe.Add(ref start, 1)),
                Eight(ref first, Unsafe.Add(ref start, 2)),
                Eight(ref first, Unsafe.Add(ref start, 3))),
            shifts);
        var inside = Avx2.ShiftLeftLogicalVariable(Vector256<ulong>.AllBitsSet, shifts);
        var beginnings = inside ^ (inside << 8);
        var minus = Vector256.Equals(cells.AsByte(), Vector256.Create((byte)'-')).AsUInt64() & beginnings;
        var points = Vector256.Equals(cells.AsByte(), Vector256.Create((byte)'.')).AsUInt64();

        // Subtracting 1 carries through all bytes below the first point.
        var whole = Vector256.AndNot(points - Vector256<ulong>.One, points);
        var upToPoint = (whole << 8) | Vector256.Create(0xFFUL);
        var point = upToPoint ^ whole;
        var fraction = ~upToPoint;
        var digitPlaces = Vector256.AndNot(inside, minus | point);
        var digits = (cells ^ Vector256.Create((byte)'0').AsUInt64()) & digitPlaces;

        // Closes the gap that the point leaves.
        var gap = Vector256.AndNot(Vector256.Create(8UL), Vector256.Equals(point, Vector256<ulong>.Zero));
        digits = (digits & fraction) | Avx2.ShiftLeftLogicalVariable(digits & whole, gap);
        var wrong = Avx2.SubtractSaturate(digits.AsByte(), Vector256.Create((byte)9)) | Vector256.Equals(digitPlaces, Vector256<ulong>.Zero).AsByte();
        if (wrong != Vector256<byte>.Zero)
        {
            return false;
        }

        // Two digits each, then four, then eight.
        var twos = Avx2.MultiplyAddAdjacent(digits.AsByte(), Vector256.Create((short)0x010A).AsSByte());
        var fours = Avx2.MultiplyAddAdjacent(twos, Vector256.Create(0x00010064).AsInt16()).AsUInt32();
        var wholes = Avx2.Multiply(fours, Vector256.Create(10_000U)) + (fours.AsUInt64() >> 32);

        // A whole number in the low bits of 2^52 is that much more than 2^52.
        var exact = (wholes | Vector256.Create(0x4330000000000000UL)).AsDouble() - Vector256.Create(4503599627370496.0);
        var fractionDigits = Avx2.SumAbsoluteDifferences(Vector256<byte>.Zero - fraction.AsByte(), Vector256<byte>.Zero).AsUInt64() << 32;
        var powers = Avx2.PermuteVar8x32(UpperHalvesOfPowers, fractionDigits.AsInt32()).AsUInt64() & Vector256.Create(0xFFFFFFFF00000000UL);
        var signs = Vector256.AndNot(Vector256.Create(1UL << 63), Vector256.Equals(minus, Vector256<ulong>.Zero));
        ((exact / powers.AsDouble()).AsUInt64() ^ signs).AsDouble().CopyTo(numbers);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ref byte text, int position) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, position));
}
