using OnlineMl.Numerics;

namespace OnlineMl.Trees.Observers;

/// <summary>The error function, to the last digit or nearly so.</summary>
/// <remarks>Quotients of polynomials, fitted by intervals: below 0.84375 to erf(x) / x - 1 as a function of x², up to 1.25 to
/// erf(x) - <see cref="AtOne"/> as one of x - 1, and beyond to ln(x erfc(x)) + x² + 0.5625 as one of 1 / x². The coefficients are
/// those of the common C libraries: the last digit of a class weight can decide at which example a leaf is split.</remarks>
internal static class ErrorFunction
{
    // About erf(1), in few digits.
    private const double AtOne = 8.45062911510467529297e-01;

    // From here on the result is 1.
    private const double Saturation = 6;

    /// <summary>Up to 0.84375, in x².</summary>
    private static readonly Fit NearZero = new(
        [
            1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02,
            -5.77027029648944159157e-03, -2.37630166566501626084e-05,
        ],
        [
            1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
            1.32494738004321644526e-04, -3.96022827877536812320e-06,
        ]);

    /// <summary>From 0.84375 to 1.25, in x - 1.</summary>
    private static readonly Fit NearOne = new(
        [
            -2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01,
            3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02,
            -2.16637559486879084300e-03,
        ],
        [
            1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
            1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02,
        ]);

    /// <summary>From 1.25 to 1 / 0.35, in 1 / x².</summary>
    private static readonly Fit Tail = new(
        [
            -9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01,
            -6.23753324503260060396e+01, -1.62396669462573470355e+02, -1.84605092906711035994e+02,
            -8.12874355063065934246e+01, -9.81432934416914548592e+00,
        ],
        [
            1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02,
            6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02,
            6.57024977031928170135e+00, -6.04244152148580987438e-02,
        ]);

    /// <summary>From 1 / 0.35 on, in 1 / x².</summary>
    private static readonly Fit FarTail = new(
        [
            -9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01,
            -1.60636384855821916062e+02, -6.37566443368389627722e+02, -1.02509513161107724954e+03,
            -4.83519191608651397019e+02,
        ],
        [
            1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03,
            3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02,
            -2.24409524465858183362e+01,
        ]);

    /// <summary>The error function at x; NaN for NaN.</summary>
    public static double Of(double x) => x < 0 ? -OfMagnitude(-x) : OfMagnitude(x);

    private static double OfMagnitude(double x) => x switch
    {
        double.NaN => x,
        < 0.84375 => x + (x * NearZero.At(x * x)),
        < 1.25 => AtOne + NearOne.At(x - 1),
        < 1 / 0.35 => 1 - Complement(x, Tail),
        < Saturation => 1 - Complement(x, FarTail),
        _ => 1,
    };

    private static double Complement(double x, Fit fit)
    {
        // exp(-x²) in two factors: the square of the leading digits has no rounding error, the rest is small.
        var leading = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(x) >> 32 << 32);
        var rest = (leading - x) * (leading + x);
        return Elementary.Exp(-(leading * leading) - 0.5625) * Elementary.Exp(rest + fit.At(1 / (x * x))) / x;
    }

    /// <summary>A quotient of two polynomials; coefficients of the lowest power first.</summary>
    private sealed class Fit(double[] numerator, double[] denominator)
    {
        public double At(double x) => Sum(numerator, x) / Sum(denominator, x);

        // Two terms at a time: Horner's scheme rounds otherwise, and results would not be those of other systems.
        private static double Sum(double[] coefficients, double x)
        {
            var sum = 0.0;
            var power = 1.0;
            for (var i = 0; i < coefficients.Length; i += 2)
            {
                var pair = i + 1 < coefficients.Length ? coefficients[i] + (x * coefficients[i + 1]) : coefficients[i];
                sum += power * pair;
                power *= x * x;
            }

            return sum;
        }
    }
}
