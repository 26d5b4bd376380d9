using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Trees;

/// <content>Naive Bayes over what the observers know, and whether it does better than the majority.</content>
internal sealed partial class ClassLeaf
{
    public bool UsesBayes => IsActive && tree.LeafPrediction switch
    {
        ClassLeafPrediction.MajorityClass => false,
        ClassLeafPrediction.NaiveBayes => TotalWeight >= tree.NbThreshold,
        _ => _bayesRight >= _majorityRight,
    };

    /// <summary>Writes a vote for every slot, the larger the more probable; the room beyond the slots gets minus infinity.</summary>
    /// <param name="x">The features.</param>
    /// <param name="votes">As long as <see cref="Stride"/>.</param>
    /// <returns>Whether naive Bayes has an answer.</returns>
    public bool TryVote(FeatureVector x, Span<double> votes)
    {
        votes.Fill(double.NegativeInfinity);
        _logWeights.AsSpan(0, _count).CopyTo(votes);
        return TryAddLikelihoods(x, votes) && (!IsNearTie(votes) || TryVoteProbabilities(x, votes));
    }

    /// <summary>Turns the votes of naive Bayes into probabilities.</summary>
    /// <remarks>In river's order of operations: where a probability is very near 1, a logarithmic loss shows the last digits.</remarks>
    public bool TryVoteProbabilities(FeatureVector x, Span<double> votes)
    {
        votes.Fill(double.NegativeInfinity);
        var total = TotalWeight;
        for (var slot = 0; slot < _count; slot++)
        {
            votes[slot] = Elementary.Log(_weights[slot] / total);
        }

        if (!TryAddLikelihoods(x, votes))
        {
            return false;
        }

        var most = double.NegativeInfinity;
        foreach (var vote in votes[.._count])
        {
            most = Math.Max(most, vote);
        }

        var sum = 0.0;
        foreach (var vote in votes[.._count])
        {
            sum += Elementary.Exp(vote - most);
        }

        var scale = most + Elementary.Log(sum);
        for (var slot = 0; slot < _count; slot++)
        {
            votes[slot] = Elementary.Exp(votes[slot] - scale);
        }

        return true;
    }

    // Histograms make ties that only rounding decides, so it must be the rounding of the probabilities that are given out.
    private bool IsNearTie(ReadOnlySpan<double> votes)
    {
        double best = double.NegativeInfinity, second = double.NegativeInfinity;
        foreach (var vote in votes[.._count])
        {
            second = Math.Max(second, Math.Min(best, vote));
            best = Math.Max(best, vote);
        }

        return best - second < 1e-9;
    }

    private bool TryAddLikelihoods(FeatureVector x, Span<double> votes)
    {
        var ids = x.Ids;
        var numbers = x.Numbers;
        var hasText = x.HasText;
        var observers = Observers;
        for (var i = 0; i < ids.Length; i++)
        {
            var observer = (uint)i < (uint)observers.Length && observers[i].Feature == ids[i] ? observers[i] : Find(ids[i]);
            if (observer is GaussianObserver gaussian)
            {
                if (!hasText || !x.IsText(i))
                {
                    gaussian.AddLogLikelihoods(numbers[i], votes, _count);
                }
            }
            else
            {
                observer?.AddLogLikelihoods(x, i, votes, _count);
            }
        }

        foreach (var vote in votes[.._count])
        {
            if (vote > double.NegativeInfinity)
            {
                return true;
            }
        }

        return false;
    }

    private void Compare(FeatureVector x, int slot, double weight)
    {
        if (_count == 0)
        {
            _majorityRight += weight;
            return;
        }

        if (slot < 0)
        {
            return;
        }

        if (MajoritySlot() == slot)
        {
            _majorityRight += weight;
        }

        Span<double> votes = Stride <= 128 ? stackalloc double[Stride] : new double[Stride];
        if (TryVote(x, votes) && BestOf(votes[.._count]) == slot)
        {
            _bayesRight += weight;
        }
    }

    private static int BestOf(ReadOnlySpan<double> votes)
    {
        var best = 0;
        for (var slot = 1; slot < votes.Length; slot++)
        {
            if (votes[slot] > votes[best])
            {
                best = slot;
            }
        }

        return best;
    }
}
