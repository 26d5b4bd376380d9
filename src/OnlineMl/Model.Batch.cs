using OnlineMl.Features;

namespace OnlineMl;

/// <content>Batches.</content>
public sealed partial class Model
{
    /// <summary>Learns from a batch; see <see cref="MiniBatch"/> for what that means.</summary>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="targets">A target per example, as <see cref="Learn(FeatureVector, Target, double)"/> takes it.</param>
    /// <param name="weights">How much each example counts, finite and at least 0; nothing when each counts 1.</param>
    /// <exception cref="ArgumentException">A target does not fit the task, or there are not as many targets or weights as examples;
    /// nothing is learned.</exception>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Target> targets, ReadOnlySpan<double> weights = default)
    {
        MiniBatch.CheckTargets(batch, targets.Length, weights.Length);
        foreach (var weight in weights)
        {
            Require.NotNegative(weight, nameof(weights));
        }

        var fitting = Array.ConvertAll(targets.ToArray(), Fit);
        if (!MiniBatch.TakesOneStep(Component))
        {
            for (var i = 0; i < fitting.Length; i++)
            {
                Learn(batch[i], fitting[i], weights.IsEmpty ? 1 : weights[i]);
            }

            return;
        }

        var names = Features.Mark();
        var own = OwnAdmitted(batch, weights);
        try
        {
            Task.LearnMany(Component, own, fitting, weights);
        }
        catch
        {
            FeatureVector.TakeBack(own, names);
            throw;
        }
    }

    /// <summary>Writes the predictions for a batch; see <see cref="MiniBatch"/> for what that means.</summary>
    /// <param name="batch">The examples, each in a vector of its own.</param>
    /// <param name="predictions">Receives a prediction per example.</param>
    /// <exception cref="ArgumentException">There are not as many places for predictions as examples.</exception>
    public void PredictMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Prediction> predictions)
    {
        MiniBatch.CheckPlaces(batch, predictions.Length);
        if (_pipeline is not { LearnDuringPredict: true } || !MiniBatch.TakesOneStep(Component))
        {
            for (var i = 0; i < predictions.Length; i++)
            {
                Predict(batch[i], predictions[i]);
            }
        }
        else
        {
            Task.PredictMany(Component, OwnAdmitted(batch, []), predictions);
        }
    }

    private FeatureVector[] OwnAdmitted(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> weights)
    {
        var own = new FeatureVector[batch.Count];
        for (var i = 0; i < own.Length; i++)
        {
            var x = batch[i];
            if (!ReferenceEquals(x.Space, Features))
            {
                x = NewExample();
                x.CopyFrom(batch[i]);
            }

            if (weights.IsEmpty || weights[i] > 0)
            {
                x.AdmitStrangers();
            }

            own[i] = x;
        }

        return own;
    }
}
