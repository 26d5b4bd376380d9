using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Sums of powers of differences between one example and many others, whose numbers lie side by side for each feature.</summary>
internal static class Distances
{
    /// <summary>How many distances to a window are measured at once.</summary>
    public const int Block = 16;

    /// <summary>Measures the distances to the examples of a window, in whole blocks.</summary>
    /// <param name="columns">The numbers of the examples, feature by feature.</param>
    /// <param name="numbers">The numbers of the one example.</param>
    /// <param name="start">Where the sums begin.</param>
    /// <param name="power">The power.</param>
    /// <param name="count">How many examples there are.</param>
    /// <param name="distances">Receives the distances; with room for whole blocks, as the columns have.</param>
    public static void Measure<TPower>(
        ReadOnlySpan<double[]> columns, ReadOnlySpan<double> numbers, double start, double power, int count, Span<double> distances)
        where TPower : struct, IPower
    {
        var length = (count + Block - 1) & -Block;
        ref var sum = ref MemoryMarshal.GetReference(distances[..length]);
        foreach (var column in columns)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, column.Length, nameof(count));
        }

        for (nuint slot = 0; slot < (nuint)length; slot += Block)
        {
            var a = Vector256.Create(start);
            var b = a;
            var c = a;
            var d = a;
            for (var i = 0; i < columns.Length; i++)
            {
                ref var values = ref MemoryMarshal.GetArrayDataReference(columns[i]);
                var number = Vector256.Create(numbers[i]);
                a = TPower.Add(a, Vector256.LoadUnsafe(ref values, slot) - number, power);
                b = TPower.Add(b, Vector256.LoadUnsafe(ref values, slot + 4) - number, power);
                c = TPower.Add(c, Vector256.LoadUnsafe(ref values, slot + 8) - number, power);
                d = TPower.Add(d, Vector256.LoadUnsafe(ref values, slot + 12) - number, power);
            }

            a.StoreUnsafe(ref sum, slot);
            b.StoreUnsafe(ref sum, slot + 4);
            c.StoreUnsafe(ref sum, slot + 8);
            d.StoreUnsafe(ref sum, slot + 12);
        }
    }

    /// <summary>The distances to four centers, whose numbers for a feature begin where those of the one before end.</summary>
    /// <param name="numbers">The numbers of the example, feature by feature.</param>
    /// <param name="centers">The numbers of all centers.</param>
    /// <param name="lane">The first of the four centers.</param>
    /// <param name="stride">How many centers there are.</param>
    /// <param name="power">The power.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ToFour<TPower>(ReadOnlySpan<double> numbers, ReadOnlySpan<double> centers, int lane, int stride, double power)
        where TPower : struct, IPower
    {
        if (lane < 0 || stride - lane < Lanes.Width || (long)numbers.Length * stride > centers.Length)
        {
            Refuse(lane);
        }

        ref var center = ref MemoryMarshal.GetReference(centers);
        var at = (nuint)lane;
        var sum = Vector256<double>.Zero;
        foreach (var number in numbers)
        {
            sum = TPower.Add(sum, Vector256.LoadUnsafe(ref center, at) - Vector256.Create(number), power);
            at += (nuint)stride;
        }

        return sum;
    }

    /// <summary>Adds 1 to the distance of every example that has another code, in whole vectors.</summary>
    public static void AddOthers(ReadOnlySpan<double> codes, double wanted, int count, Span<double> distances)
    {
        var length = (count + Lanes.Width - 1) & -Lanes.Width;
        ref var code = ref MemoryMarshal.GetReference(codes[..length]);
        ref var distance = ref MemoryMarshal.GetReference(distances[..length]);
        var same = Vector256.Create(wanted);
        for (nuint slot = 0; slot < (nuint)length; slot += Lanes.Width)
        {
            var others = Vector256.AndNot(Vector256<double>.One, Vector256.Equals(Vector256.LoadUnsafe(ref code, slot), same));
            (Vector256.LoadUnsafe(ref distance, slot) + others).StoreUnsafe(ref distance, slot);
        }
    }

    /// <summary>Adds the power of the difference to the distance of every example with a number, and 1 to that of others, in whole
    /// vectors.</summary>
    /// <param name="codes">What each example has.</param>
    /// <param name="isNumber">The code of those with a number.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="number">The number of the one example.</param>
    /// <param name="power">The power.</param>
    /// <param name="count">How many examples there are.</param>
    /// <param name="distances">The distances.</param>
    public static void AddMixed<TPower>(
        ReadOnlySpan<double> codes, double isNumber, ReadOnlySpan<double> numbers, double number, double power, int count, Span<double> distances)
        where TPower : struct, IPower
    {
        var length = (count + Lanes.Width - 1) & -Lanes.Width;
        ref var code = ref MemoryMarshal.GetReference(codes[..length]);
        ref var value = ref MemoryMarshal.GetReference(numbers[..length]);
        ref var distance = ref MemoryMarshal.GetReference(distances[..length]);
        for (nuint slot = 0; slot < (nuint)length; slot += Lanes.Width)
        {
            var difference = Vector256.LoadUnsafe(ref value, slot) - Vector256.Create(number);
            var amounts = Vector256.ConditionalSelect(
                Vector256.Equals(Vector256.LoadUnsafe(ref code, slot), Vector256.Create(isNumber)),
                TPower.Add(Vector256<double>.Zero, difference, power),
                Vector256<double>.One);
            (Vector256.LoadUnsafe(ref distance, slot) + amounts).StoreUnsafe(ref distance, slot);
        }
    }

    private static void Refuse(int lane) =>
        throw new ArgumentOutOfRangeException(nameof(lane), lane, "There are no four centers from here on, or not enough numbers of them.");
}
