using OnlineMl.Classification;
using OnlineMl.Features;

namespace OnlineMl.Ensembles;

/// <summary>Averages the probabilities of several classifiers.</summary>
internal sealed class MeanVote
{
    private readonly Probabilities _one = new();
    private readonly Probabilities _mean = new();

    /// <summary>The class with the largest average.</summary>
    public Label Predict(FeatureVector x, IClassifier[] models)
    {
        PredictProbabilities(x, models, _mean);
        return _mean.MostProbable;
    }

    /// <summary>Writes the averages; classes are in the order in which the classifiers name them.</summary>
    public void PredictProbabilities(FeatureVector x, IClassifier[] models, Probabilities probabilities)
    {
        probabilities.Clear();
        foreach (var model in models)
        {
            model.PredictProbabilities(x, _one);
            for (var i = 0; i < _one.Count; i++)
            {
                var place = IndexOf(probabilities, _one.Labels[i], i);
                if (place < 0)
                {
                    probabilities.Add(_one.Labels[i], _one.Values[i]);
                }
                else
                {
                    probabilities.Values[place] += _one.Values[i];
                }
            }
        }

        probabilities.Normalize();
    }

    /// <summary>Writes what each feature adds to the probability of the predicted class on average.</summary>
    public void Explain(FeatureVector x, IClassifier[] models, Contributions contributions)
    {
        contributions.Scale = ContributionScale.Probability;
        contributions.Class = Predict(x, models);
        if (contributions.Class.IsNone)
        {
            return;
        }

        // A copy that has learned nothing has no vote.
        var votes = 0.0;
        foreach (var model in models)
        {
            model.PredictProbabilities(x, _one);
            foreach (var probability in _one.Values)
            {
                votes += probability;
            }
        }

        var sum = new ContributionSum();
        var own = new Contributions();
        foreach (var model in models)
        {
            ClassShares.OfProbability(model, x, contributions.Class, own);
            sum.Add(own, 1 / votes);
        }

        sum.WriteTo(contributions);
    }

    private static int IndexOf(Probabilities probabilities, Label label, int guess)
    {
        // The classifiers mostly know the same classes in the same order.
        if (guess < probabilities.Count && probabilities.Labels[guess].Equals(label))
        {
            return guess;
        }

        return probabilities.Labels.IndexOf(label);
    }
}
