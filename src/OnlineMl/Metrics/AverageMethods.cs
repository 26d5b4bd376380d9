namespace OnlineMl.Metrics;

internal static class AverageMethods
{
    public static double Of(this AverageMethod method, double first, double second) => method switch
    {
        AverageMethod.Geometric => Math.Sqrt(first * second),
        AverageMethod.Min => Math.Min(first, second),
        AverageMethod.Max => Math.Max(first, second),
        AverageMethod.Arithmetic => (first + second) / 2,
    };
}
