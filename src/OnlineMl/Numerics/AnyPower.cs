using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Any other power.</summary>
internal readonly struct AnyPower : IPower
{
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power) =>
        sum + Elementary.Pow(Vector256.Abs(difference), Vector256.Create(power));

    /// <summary>The sum of the powers of magnitudes, added one after the other.</summary>
    public static double Sum(ReadOnlySpan<double> numbers, double power)
    {
        var sum = 0.0;
        var i = 0;
        for (; i <= numbers.Length - Lanes.Width; i += Lanes.Width)
        {
            var powers = Elementary.Pow(Vector256.Abs(Lanes.Load(numbers, i)), Vector256.Create(power));
            sum = sum + powers[0] + powers[1] + powers[2] + powers[3];
        }

        foreach (var number in numbers[i..])
        {
            sum += Elementary.Pow(Math.Abs(number), power);
        }

        return sum;
    }
}
