using OnlineMl.Numerics;

namespace OnlineMl.NaiveBayes;

/// <summary>Turns joint log-likelihoods, one per class, into probabilities.</summary>
internal sealed class LogScores
{
    private double[] _scores = [];

    /// <summary>A zero for each class.</summary>
    public Span<double> Start(int classes)
    {
        if (_scores.Length < classes)
        {
            _scores = new double[classes * 2];
        }

        var scores = _scores.AsSpan(0, classes);
        scores.Clear();
        return scores;
    }

    /// <summary>The first class with the largest score.</summary>
    public static int Best(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            if (scores[label] > scores[best])
            {
                best = label;
            }
        }

        return best;
    }

    /// <summary>Writes the softmax of the scores.</summary>
    public static void Normalize(ReadOnlySpan<double> scores, Span<double> probabilities)
    {
        scores.CopyTo(probabilities);
        Softmax.Normalize(probabilities[..scores.Length]);
    }
}
