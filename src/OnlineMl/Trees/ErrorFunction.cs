namespace OnlineMl.Trees;

/// <summary>The error function.</summary>
/// <remarks>The rational approximations of Sun's fdlibm (1993), which the C libraries of most systems use: the last digit
/// of a class weight can decide at which example a leaf is split. Copyright (C) 1993 by Sun Microsystems, Inc. Developed at
/// SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
/// provided that this notice is preserved.</remarks>
internal static class ErrorFunction
{
    private const double ErfOfOne = 8.45062911510467529297e-01;
    private const double Most = 6;

    // Pairs of numerator and denominator, the lowest power first.
    private static readonly double[] SmallTop =
    [
        1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03,
        -2.37630166566501626084e-05,
    ];

    private static readonly double[] SmallBottom =
    [
        1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03, 1.32494738004321644526e-04,
        -3.96022827877536812320e-06,
    ];

    private static readonly double[] MiddleTop =
    [
        -2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01, 3.18346619901161753674e-01,
        -1.10894694282396677476e-01, 3.54783043256182359371e-02, -2.16637559486879084300e-03,
    ];

    private static readonly double[] MiddleBottom =
    [
        1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02, 1.26171219808761642112e-01,
        1.36370839120290507362e-02, 1.19844998467991074170e-02,
    ];

    private static readonly double[] LargeTop =
    [
        -9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01,
        -1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00,
    ];

    private static readonly double[] LargeBottom =
    [
        1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02, 6.45387271733267880336e+02,
        4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00, -6.04244152148580987438e-02,
    ];

    private static readonly double[] HugeTop =
    [
        -9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02,
        -6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02,
    ];

    private static readonly double[] HugeBottom =
    [
        1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03, 3.19985821950859553908e+03,
        2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01,
    ];

    public static double Of(double x)
    {
        var magnitude = Math.Abs(x);
        if (!(magnitude < Most))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        if (magnitude < 0.84375)
        {
            return x + (x * Ratio(SmallTop, SmallBottom, x * x));
        }

        var erf = magnitude < 1.25 ? ErfOfOne + Ratio(MiddleTop, MiddleBottom, magnitude - 1) : 1 - Complement(magnitude);
        return x < 0 ? -erf : erf;
    }

    private static double Complement(double x)
    {
        var s = 1 / (x * x);
        var ratio = x < 1 / 0.35 ? Ratio(LargeTop, LargeBottom, s) : Ratio(HugeTop, HugeBottom, s);

        // The square of the upper half of the digits is exact.
        var upper = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & unchecked((long)0xFFFFFFFF00000000));
        return Math.Exp((-upper * upper) - 0.5625) * Math.Exp(((upper - x) * (upper + x)) + ratio) / x;
    }

    private static double Ratio(double[] top, double[] bottom, double x) => Polynomial(top, x) / Polynomial(bottom, x);

    // Summed by pairs of terms, as the C libraries do.
    private static double Polynomial(double[] terms, double x)
    {
        var square = x * x;
        var power = square;
        var sum = terms[0] + (x * terms[1]);
        for (var i = 2; i < terms.Length; i += 2)
        {
            sum += power * (i + 1 < terms.Length ? terms[i] + (x * terms[i + 1]) : terms[i]);
            power *= square;
        }

        return sum;
    }
}
