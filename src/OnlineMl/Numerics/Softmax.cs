using System.Runtime.Intrinsics;

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
        var i = 0;
        for (; i <= scores.Length - Lanes.Width; i += Lanes.Width)
        {
            var four = Elementary.Exp(Lanes.Load(scores, i) - Vector256.Create(most));
            Lanes.Store(scores, i, four);
            sum = sum + four[0] + four[1] + four[2] + four[3];
        }

        foreach (ref var score in scores[i..])
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
