using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Trees.Growth;

/// <summary>What each feature adds to the probability that naive Bayes in a leaf gives to a class.</summary>
/// <remarks>Aumann and Shapley, "Values of Non-Atomic Games" (1974): all features come in together, little by little, so that none depends on the order.
/// What the steps leave over is shared by what the features add.</remarks>
internal static class BayesContributions
{
    private const int Steps = 64;

    // Stands for a likelihood of zero.
    private const double LeastLogarithm = -700;

    /// <summary>Shares what naive Bayes makes of the share of a class.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="x">The example.</param>
    /// <param name="slot">The class.</param>
    /// <param name="difference">What its probability is more than its share of the leaf.</param>
    /// <param name="contributions">Receives the features.</param>
    public static void Add(ClassLeaf leaf, FeatureVector x, int slot, double difference, TreeContributions contributions)
    {
        var likelihoods = Likelihoods(leaf, x);
        var added = new double[likelihoods.Length];
        var scores = new double[leaf.Count];
        for (var step = 0; step < Steps; step++)
        {
            var share = (step + 0.5) / Steps;
            for (var k = 0; k < scores.Length; k++)
            {
                scores[k] = Math.Max(leaf.LogWeights[k], LeastLogarithm);
                foreach (var likelihood in likelihoods)
                {
                    scores[k] += share * likelihood[k];
                }
            }

            Softmax.Normalize(scores);
            for (var i = 0; i < added.Length; i++)
            {
                added[i] += scores[slot] * (likelihoods[i][slot] - Dense.Dot(scores, likelihoods[i])) / Steps;
            }
        }

        var left = difference - added.Sum();
        var size = added.Sum(Math.Abs);
        for (var i = 0; i < added.Length; i++)
        {
            contributions.Add(x.NameAt(i), added[i] + (size > 0 ? left * Math.Abs(added[i]) / size : left / added.Length));
        }
    }

    private static double[][] Likelihoods(ClassLeaf leaf, FeatureVector x)
    {
        var likelihoods = new double[x.Count][];
        for (var i = 0; i < likelihoods.Length; i++)
        {
            var room = new double[leaf.Stride];
            LeafBayes.AddLikelihood(leaf, x, i, room);
            likelihoods[i] = Array.ConvertAll(room[..leaf.Count], logarithm => Math.Max(logarithm, LeastLogarithm));
        }

        return likelihoods;
    }
}
