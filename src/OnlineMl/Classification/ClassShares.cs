using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Classification;

/// <summary>What features add to the probability that a classifier gives to one class, as far as its explanation tells.</summary>
/// <remarks>An explanation compares the class that a classifier predicts with the next. Of two classes that says all of either; of more it says
/// how features share what they together add to one of the two, and nothing of a third, whose probability then is all baseline.</remarks>
internal static class ClassShares
{
    // The logarithm of a probability that has been rounded to 0.
    private const double LeastProbability = 1e-300;

    /// <summary>Writes the contributions to the probability.</summary>
    public static void OfProbability(IClassifier model, FeatureVector x, Label label, Contributions contributions)
    {
        contributions.Clear();
        if (Abilities.Of<IExplainsAnyClass>(model) is { } able)
        {
            able.Explain(Abilities.Seen(model, x), label, contributions);
            return;
        }

        if (TryExplain(model, x, label, contributions, out var isOfTwo) && isOfTwo)
        {
            contributions.Map(Elementary.Sigmoid, ContributionScale.Probability);
            return;
        }

        var probability = ProbabilityOf(model, x, label);
        var isCompared = contributions.Class == label || contributions.Rival == label;
        contributions.Share(
            probability,
            isCompared ? ProbabilityOf(model, new FeatureVector(x.Space, keepsStrangers: true), label) : probability,
            ContributionScale.Probability);
    }

    /// <summary>Writes the contributions to the logarithm of the probability.</summary>
    public static void OfLogarithm(IClassifier model, FeatureVector x, Label label, Contributions contributions)
    {
        if (Abilities.Of<IExplainsAnyClass>(model) is null && TryExplain(model, x, label, contributions, out var isOfTwo) && isOfTwo)
        {
            contributions.Map(LogSigmoid, ContributionScale.LogNumber);
            return;
        }

        // The model says the probability better than a sum, of which a small one is what rounding leaves.
        OfProbability(model, x, label, contributions);
        contributions.Share(Logarithm(ProbabilityOf(model, x, label)), Logarithm(contributions.Baseline), ContributionScale.LogNumber);
    }

    // Turns the explanation so that it speaks for the class.
    private static bool TryExplain(IClassifier model, FeatureVector x, Label label, Contributions contributions, out bool isOfTwo)
    {
        Abilities.Explain(model, x, contributions);
        var probabilities = new Probabilities();
        model.PredictProbabilities(x, probabilities);
        isOfTwo = probabilities.Count == 2 && contributions.Scale == ContributionScale.LogOdds && !contributions.Rival.IsNone && probabilities.Labels.Contains(label);
        if (contributions.Class != label)
        {
            contributions.Stretch(-1, 0);
        }

        return !contributions.Class.IsNone;
    }

    private static double ProbabilityOf(IClassifier model, FeatureVector x, Label label)
    {
        var probabilities = new Probabilities();
        model.PredictProbabilities(x, probabilities);
        return probabilities[label];
    }

    private static double Logarithm(double probability) => Elementary.Log(Math.Max(probability, LeastProbability));

    private static double LogSigmoid(double x) => x < -30 ? x : -Elementary.Log(1 + Elementary.Exp(-x));
}
