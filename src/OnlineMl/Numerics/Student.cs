namespace OnlineMl.Numerics;

/// <summary>Student's distribution, of means of few numbers.</summary>
internal static class Student
{
    private const int Halvings = 60;

    /// <summary>How many standard errors around an estimate hold a share of the truths.</summary>
    /// <remarks>The expansion by degrees of freedom of Abramowitz and Stegun (1964), 26.7.5: from four degrees on within one percent up to a level of 0.99.</remarks>
    /// <param name="level">The share, in [0.01, 0.9999].</param>
    /// <param name="degrees">The degrees of freedom; at least 4.</param>
    public static double HalfWidth(double level, double degrees)
    {
        var z = NormalHalfWidth(level);
        var square = z * z;
        var first = z * (square + 1) / 4;
        var second = z * ((((5 * square) + 16) * square) + 3) / 96;
        var third = z * ((((((3 * square) + 19) * square) + 17) * square) - 15) / 384;
        var fourth = z * ((((((((79 * square) + 776) * square) + 1482) * square) - 1920) * square) - 945) / 92160;
        return z + ((first + ((second + ((third + (fourth / degrees)) / degrees)) / degrees)) / degrees);
    }

    /// <summary>The same for a normal distribution.</summary>
    public static double NormalHalfWidth(double level)
    {
        double low = 0, high = 8;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Share(middle) < level ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // The share within z standard deviations: 2 φ(z) (z + z³/3 + z⁵/(3·5) + …).
    private static double Share(double z)
    {
        var term = z;
        var sum = 0.0;
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            sum += term;
            term *= z * z / odd;
        }

        return 2 * Elementary.Exp(-0.5 * z * z) / Math.Sqrt(Math.Tau) * sum;
    }
}
