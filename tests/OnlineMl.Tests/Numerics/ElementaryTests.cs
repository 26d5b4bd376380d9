using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

/// <summary>The own elementary functions against a computation with twice the digits, on a million random arguments each.</summary>
public class ElementaryTests
{
    private const int Count = 1_000_000;

    private static readonly double[] Edges =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, 0.6875, 1.375, double.BitIncrement(1), double.BitDecrement(1), double.Epsilon, -double.Epsilon,
        2.2250738585072014e-308, 2.225073858507201e-308, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        708, -708, 708.5, -708.5, 709.782712893384, -745.1, -745.2, 746, -747, 1e-8, -1e-8, 0.99e-8, 1e9, -1e9, double.BitDecrement(1e9), 1e22, 1024, -1074,
        Math.PI / 4, -Math.PI / 4, Math.PI / 2, Math.PI, 1e300, -1e-300, 4503599627370497, -9007199254740993,
    ];

    public static TheoryData<ElementaryFunction> VectorFunctions => [.. ElementaryFunction.All];

    [Fact]
    public void Exp_IsAtMostOneUnitOff() => Check(random => Uniform(random, -746, 710), Elementary.Exp, x => Scaled(DoubleDouble.Exp(x)));

    [Fact]
    public void Exp_OfSmallNumbersIsAtMostOneUnitOff() =>
        Check(random => Signed(random, -60, 3), Elementary.Exp, x => Scaled(DoubleDouble.Exp(x)), Count / 4);

    [Fact]
    public void Log_IsAtMostOneUnitOff() => Check(AnyPositive, Elementary.Log, x => DoubleDouble.Log(x).High);

    [Fact]
    public void Log_NearOneIsAtMostOneUnitOff() =>
        Check(random => 1 + Signed(random, -53, -1), Elementary.Log, x => DoubleDouble.Log(x).High, Count / 4);

    [Fact]
    public void Log2_IsAtMostOneUnitOff() => Check(AnyPositive, Elementary.Log2, x => (DoubleDouble.Log(x) / DoubleDouble.Ln2).High);

    [Fact]
    public void Log2_NearOneIsAtMostOneUnitOff() =>
        Check(random => 1 + Signed(random, -53, -1), Elementary.Log2, x => (DoubleDouble.Log(x) / DoubleDouble.Ln2).High, Count / 4);

    [Fact]
    public void Sin_IsAtMostOneUnitOff() => Check(random => Signed(random, -30, 19), Elementary.Sin, x => DoubleDouble.Sin(x).High);

    [Fact]
    public void Cos_IsAtMostOneUnitOff() => Check(random => Signed(random, -30, 19), Elementary.Cos, x => DoubleDouble.Cos(x).High);

    [Fact]
    public void SinAndCos_OfHugeAnglesAreAtMostOneUnitOff()
    {
        Check(random => Signed(random, 20, 1023), Elementary.Sin, x => DoubleDouble.Sin(x).High, 1000);
        Check(random => Signed(random, 20, 1023), Elementary.Cos, x => DoubleDouble.Cos(x).High, 1000);
        Assert.Equal(-0.8522008497671888, Elementary.Sin(1e22));

        // The double nearest to a multiple of π/2.
        Assert.Equal(DoubleDouble.Cos(Math.ScaleB(6381956970095103, 797)).High, Elementary.Cos(Math.ScaleB(6381956970095103, 797)));
    }

    [Fact]
    public void SinAndCos_NearMultiplesOfAQuarterTurnAreAtMostOneUnitOff()
    {
        static double Near(Random random) => random.Next(600_000) * (Math.PI / 2);
        Check(Near, Elementary.Sin, x => DoubleDouble.Sin(x).High, Count / 4);
        Check(Near, Elementary.Cos, x => DoubleDouble.Cos(x).High, Count / 4);
    }

    [Fact]
    public void Pow_IsAtMostOneUnitOff()
    {
        var random = new Random(5);
        for (var i = 0; i < Count; i++)
        {
            var x = i % 2 == 0 ? AnyPositive(random) : 1 + Signed(random, -30, -1);
            var log = DoubleDouble.Log(x);
            var y = i % 4 < 2 || log.High == 0 ? Signed(random, -20, 5) : Uniform(random, -746, 710) / log.High;
            var exponent = log * y;
            var expected = Math.Abs(exponent.High) > 750 ? (exponent.High > 0 ? double.PositiveInfinity : 0) : Scaled(DoubleDouble.Exp(exponent));
            AssertNear(expected, Elementary.Pow(x, y), () => $"{x:R}^{y:R}");
        }
    }

    [Fact]
    public void Pow_IsExactWhereTheResultHasFewDigits()
    {
        for (var x = 1; x <= 200; x++)
        {
            Assert.Equal(x * x, Elementary.Pow(x, 2));
            Assert.Equal(x * x * x, Elementary.Pow(x, 3));
            Assert.Equal(x, Elementary.Pow(x * x, 0.5));
            Assert.Equal(Math.ScaleB(1, x), Elementary.Pow(2, x));
            Assert.Equal(x, Elementary.Pow(x, 1));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.0, 1)]
    [InlineData(-800, 0)]
    [InlineData(-745.2, 0)]
    [InlineData(-745.1, double.Epsilon)]
    [InlineData(709.782712893384, 1.7976931348622732e308)]
    [InlineData(709.7827128933841, double.PositiveInfinity)]
    [InlineData(800, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_HandlesTheEdges(double x, double expected)
    {
        Assert.Equal(expected, Elementary.Exp(x));
        Assert.Equal(Vector256.Create(expected, 1, expected, 1), Elementary.Exp(Vector256.Create(x, 0, x, 0)));
    }

    /// <summary>Vector forms have the bits of the scalar ones in every lane, whatever stands in the others.</summary>
    [Theory]
    [MemberData(nameof(VectorFunctions))]
    public void OfFourNumbers_IsThatOfEach_BitForBit(ElementaryFunction function)
    {
        var random = new Random(3);
        Func<Random, double>[] draws =
        [
            random => Uniform(random, -1, 1), random => Uniform(random, 0, 2), random => Uniform(random, -750, 720), random => Signed(random, -60, 9), AnyPositive,
            random => 1 + Signed(random, -53, -1), random => random.Next(600_000) * (Math.PI / 2), random => Signed(random, -30, 33),
            random => Edges[random.Next(Edges.Length)],
        ];
        for (var i = 0; i < 300_000; i++)
        {
            // Most vectors hold numbers of one kind, so that they take the fast path.
            var draw = draws[random.Next(draws.Length)];
            AssertSame(function, Vector256.Create(draw(random), draw(random), draw(random), draws[random.Next(draws.Length)](random)), Exponents(random, draw));
        }
    }

    [Theory]
    [MemberData(nameof(VectorFunctions))]
    public void OfFourNumbers_IsThatOfEach_AtEveryEdge(ElementaryFunction function)
    {
        foreach (var x in Edges)
        {
            foreach (var y in Edges)
            {
                AssertSame(function, Vector256.Create(x), Vector256.Create(y));
                AssertSame(function, Vector256.Create(0.5, x, 2.5, 3), Vector256.Create(1.5, y, y, 2));
                AssertSame(function, Vector256.Create(x, y, x, y), Vector256.Create(y, x, x, y));
            }
        }
    }

    [Theory]
    [MemberData(nameof(VectorFunctions))]
    public void OfFourNumbers_IsThatOfEach_AtHugeAngles(ElementaryFunction function)
    {
        var random = new Random(6);
        for (var i = 0; i < 1000; i++)
        {
            AssertSame(
                function,
                Vector256.Create(Signed(random, 20, 1023), Signed(random, -3, 3), Math.ScaleB(6381956970095103, 797), Signed(random, 28, 31)),
                Vector256.Create(Signed(random, -1074, 1023)));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-0.0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Logarithms_HandleTheEdges(double x, double expected)
    {
        Assert.Equal(expected, Elementary.Log(x));
        Assert.Equal(Vector256.Create(expected, 0, expected, 0), Elementary.Log(Vector256.Create(x, 1, x, 1)));
        Assert.Equal(expected, Elementary.Log2(x));
    }

    [Fact]
    public void Log2_IsExactForPowersOfTwo()
    {
        for (var exponent = -1074; exponent < 1024; exponent++)
        {
            Assert.Equal(exponent, Elementary.Log2(Math.ScaleB(1, exponent)));
        }
    }

    [Fact]
    public void SinAndCos_HandleTheEdges()
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(Elementary.Sin(-0.0)));
        Assert.Equal(double.Epsilon, Elementary.Sin(double.Epsilon));
        Assert.Equal(1, Elementary.Cos(double.Epsilon));
        Assert.Equal(1, Elementary.Cos(0));
        foreach (var x in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Equal(double.NaN, Elementary.Sin(x));
            Assert.Equal(double.NaN, Elementary.Cos(x));
        }
    }

    [Fact]
    public void Pow_HandlesTheEdges()
    {
        // The runtime keeps to C99 here, whose special cases have exact results.
        double[] special = [0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, double.Epsilon, double.MaxValue, double.MinValue,
            double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        foreach (var x in special)
        {
            foreach (var y in special)
            {
                AssertNear(Math.Pow(x, y), Elementary.Pow(x, y), () => $"{x:R}^{y:R}");
                Assert.Equal(double.IsNegative(Math.Pow(x, y)) && Math.Pow(x, y) <= 0, double.IsNegative(Elementary.Pow(x, y)) && Elementary.Pow(x, y) <= 0);
            }
        }
    }

    [Theory]
    [InlineData(-30.001, 0)]
    [InlineData(0, 0.5)]
    [InlineData(30.001, 1)]
    public void Sigmoid_IsCutAtThirty(double x, double expected) => Assert.Equal(expected, Elementary.Sigmoid(x));

    private static Vector256<double> Exponents(Random random, Func<Random, double> draw) => random.Next(3) switch
    {
        0 => Vector256.Create(Signed(random, -20, 9)),
        1 => Vector256.Create(Uniform(random, -30, 30), random.Next(-5, 5), draw(random), Signed(random, -5, 3)),
        _ => Vector256.Create(random.Next(-9, 9) / 2.0),
    };

    private static void AssertSame(ElementaryFunction function, Vector256<double> x, Vector256<double> y)
    {
        var four = function.OfFour(x, y);
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            var one = function.OfOne(x[lane], y[lane]);
            if (BitConverter.DoubleToInt64Bits(one) != BitConverter.DoubleToInt64Bits(four[lane]))
            {
                Assert.Fail($"{function} of {x} and {y}: {four[lane]:R} in lane {lane} and not {one:R}.");
            }
        }
    }

    private static void Check(Func<Random, double> draw, Func<double, double> function, Func<double, double> reference, int count = Count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var x = draw(random);
            AssertNear(reference(x), function(x), () => $"{x:R}");
        }
    }

    /// <summary>Fails where a result is more than one double away from the expected one.</summary>
    private static void AssertNear(double expected, double actual, Func<string> argument)
    {
        if (!expected.Equals(actual) && !(Math.BitIncrement(actual) >= expected && Math.BitDecrement(actual) <= expected))
        {
            Assert.Fail($"{argument()}: {actual:R} and not {expected:R}.");
        }
    }

    private static double Scaled((DoubleDouble Digits, int Exponent) value) => Math.ScaleB(value.Digits.High, value.Exponent);

    private static double Uniform(Random random, double least, double most) => least + (random.NextDouble() * (most - least));

    /// <summary>A number of either sign whose size is spread evenly over powers of two.</summary>
    private static double Signed(Random random, int least, int most) =>
        (random.Next(2) == 0 ? 1 : -1) * Math.ScaleB(1 + random.NextDouble(), random.Next(least, most));

    private static double AnyPositive(Random random) => Math.ScaleB(1 + random.NextDouble(), random.Next(-1074, 1024));
}
