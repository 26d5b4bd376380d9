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

        if (_regressor is not null)
        {
            var numbers = Array.ConvertAll(targets.ToArray(), y => Fit(y).Number);
            _regressor.LearnMany(OwnAdmitted(batch), numbers, weights);
        }
        else if (_classifier is not null)
        {
            var labels = Array.ConvertAll(targets.ToArray(), ClassOf);
            _classifier.LearnMany(OwnAdmitted(batch), labels, weights);
        }
        else
        {
            for (var i = 0; i < batch.Count; i++)
            {
                LearnFeatures(batch[i], weights.IsEmpty ? 1 : weights[i]);
            }
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
        else if (_regressor is not null)
        {
            var numbers = new double[predictions.Length];
            _regressor.PredictMany(OwnAdmitted(batch), numbers);
            for (var i = 0; i < numbers.Length; i++)
            {
                predictions[i].SetNumber(Task, numbers[i]);
            }
        }
        else
        {
            _classifier!.PredictProbabilitiesMany(OwnAdmitted(batch), Array.ConvertAll(predictions.ToArray(), prediction => prediction.Probabilities));
            foreach (var prediction in predictions)
            {
                prediction.SetProbabilities(Task);
            }
        }
    }

    private FeatureVector[] OwnAdmitted(IReadOnlyList<FeatureVector> batch)
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

            x.AdmitStrangers();
            own[i] = x;
        }

        return own;
    }
}
