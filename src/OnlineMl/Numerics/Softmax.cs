namespace OnlineMl.Numerics;

/// <summary>Probabilities in the proportions of the exponentials of scores.</summary>
internal static class Softmax
{
    /// <summary>Turns scores into probabilities that sum to 1.</summary>
    public static void Normalize(Span<double> scores)
    {
        var most = double.NegativeInfinity;
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        var sum = 0.0;
        foreach (ref var score in scores)
        {
            score = Elementary.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }
}
