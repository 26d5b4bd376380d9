using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees.Growth;

/// <summary>Naive Bayes over what the observers of a leaf know.</summary>
internal static class LeafBayes
{
    private const int StackLimit = 128;

    /// <summary>The slot that is most probable, the first of equals, or -1 where naive Bayes has no answer.</summary>
    public static int BestSlot(ClassLeaf leaf, FeatureVector x)
    {
        Span<double> votes = leaf.Stride <= StackLimit ? stackalloc double[leaf.Stride] : new double[leaf.Stride];
        if (!TryVote(leaf, x, votes))
        {
            return -1;
        }

        var best = 0;
        for (var slot = 1; slot < leaf.Count; slot++)
        {
            if (votes[slot] > votes[best])
            {
                best = slot;
            }
        }

        return best;
    }

    /// <summary>Writes a vote for every slot, the larger the more probable; the room beyond the slots gets minus infinity.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="x">The features.</param>
    /// <param name="votes">As long as the stride of the leaf.</param>
    /// <returns>Whether naive Bayes has an answer.</returns>
    public static bool TryVote(ClassLeaf leaf, FeatureVector x, Span<double> votes)
    {
        votes.Fill(double.NegativeInfinity);
        leaf.LogWeights.CopyTo(votes);
        return TryAddLikelihoods(leaf, x, votes) && (!IsNearTie(votes[..leaf.Count]) || TryVoteProbabilities(leaf, x, votes));
    }

    /// <summary>Turns the votes of naive Bayes into probabilities.</summary>
    /// <remarks>In river's order of operations: where a probability is very near 1, a logarithmic loss shows the last digits.</remarks>
    public static bool TryVoteProbabilities(ClassLeaf leaf, FeatureVector x, Span<double> votes)
    {
        votes.Fill(double.NegativeInfinity);
        var count = leaf.Count;
        var weights = leaf.Weights;
        var total = leaf.TotalWeight;
        for (var slot = 0; slot < count; slot++)
        {
            votes[slot] = Elementary.Log(weights[slot] / total);
        }

        if (!TryAddLikelihoods(leaf, x, votes))
        {
            return false;
        }

        var most = double.NegativeInfinity;
        foreach (var vote in votes[..count])
        {
            most = Math.Max(most, vote);
        }

        var sum = 0.0;
        foreach (var vote in votes[..count])
        {
            sum += Elementary.Exp(vote - most);
        }

        var scale = most + Elementary.Log(sum);
        for (var slot = 0; slot < count; slot++)
        {
            votes[slot] = Elementary.Exp(votes[slot] - scale);
        }

        return true;
    }

    /// <summary>Adds what one feature says of each slot.</summary>
    public static void AddLikelihood(ClassLeaf leaf, FeatureVector x, int position, Span<double> votes) =>
        leaf.Watch.Find(x.Ids[position], position)?.AddLogLikelihoods(x, position, votes, leaf.Count);

    // Histograms make ties that only rounding decides, so it must be the rounding of the probabilities that are given out.
    private static bool IsNearTie(ReadOnlySpan<double> votes)
    {
        double best = double.NegativeInfinity, second = double.NegativeInfinity;
        foreach (var vote in votes)
        {
            second = Math.Max(second, Math.Min(best, vote));
            best = Math.Max(best, vote);
        }

        return best - second < 1e-9;
    }

    private static bool TryAddLikelihoods(ClassLeaf leaf, FeatureVector x, Span<double> votes)
    {
        var ids = x.Ids;
        var numbers = x.Numbers;
        var hasText = x.HasText;
        var watch = leaf.Watch;
        var count = leaf.Count;
        for (var i = 0; i < ids.Length; i++)
        {
            var observer = watch.Find(ids[i], i);
            if (observer is GaussianObserver gaussian)
            {
                if (!hasText || !x.IsText(i))
                {
                    gaussian.AddLogLikelihoods(numbers[i], votes, count);
                }
            }
            else
            {
                observer?.AddLogLikelihoods(x, i, votes, count);
            }
        }

        foreach (var vote in votes[..count])
        {
            if (vote > double.NegativeInfinity)
            {
                return true;
            }
        }

        return false;
    }
}
