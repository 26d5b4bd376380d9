namespace OnlineMl.Trees;

/// <summary>The error function, exact to about 1e-16: a Taylor expansion about the nearest of a grid of points.</summary>
internal static class ErrorFunction
{
    private const int StepsPerUnit = 16;
    private const int Terms = 10;
    private const double Most = 6;

    private static readonly double[] Table = MakeTable();

    public static double Of(double x)
    {
        var magnitude = Math.Abs(x);
        if (!(magnitude < Most))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        var step = (int)((magnitude * StepsPerUnit) + 0.5);
        var t = magnitude - ((double)step / StepsPerUnit);
        var terms = Table.AsSpan(step * Terms, Terms);
        var sum = terms[9];
        sum = (sum * t) + terms[8];
        sum = (sum * t) + terms[7];
        sum = (sum * t) + terms[6];
        sum = (sum * t) + terms[5];
        sum = (sum * t) + terms[4];
        sum = (sum * t) + terms[3];
        sum = (sum * t) + terms[2];
        sum = (sum * t) + terms[1];
        sum = (sum * t) + terms[0];
        return x < 0 ? -sum : sum;
    }

    private static double[] MakeTable()
    {
        var steps = (int)(Most * StepsPerUnit) + 1;
        var table = new double[steps * Terms];
        var scale = 2 / Math.Sqrt(Math.PI);
        for (var step = 0; step < steps; step++)
        {
            var c = (double)step / StepsPerUnit;
            var terms = table.AsSpan(step * Terms, Terms);
            terms[0] = Series(c);

            // The coefficients of exp(-(c + t)²) in t follow from its differential equation y' = -2 (c + t) y.
            var last = 0.0;
            var current = Math.Exp(-c * c);
            for (var n = 0; n < Terms - 1; n++)
            {
                terms[n + 1] = scale * current / (n + 1);
                (last, current) = (current, ((-2 * c * current) - (2 * last)) / (n + 1));
            }
        }

        return table;
    }

    private static double Series(double x)
    {
        var term = x;
        var sum = x;
        for (var n = 1; term > sum * 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
