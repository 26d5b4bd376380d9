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

        var fitting = FitMany(targets, weights);
        if (!MiniBatch.TakesOneStep(Component))
        {
            for (var i = 0; i < fitting.Length; i++)
            {
                Learn(batch[i], fitting[i], weights.IsEmpty ? 1 : weights[i]);
            }

            return;
        }

        var names = Features.Mark();
        var labels = Labels.Length;
        var own = OwnAdmitted(batch, weights);
        try
        {
            Task.LearnMany(Component, own, TeachMany(fitting, weights), weights);
        }
        catch
        {
            FeatureVector.TakeBack(own, names);
            Vocabulary?.Shrink(labels);
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
            foreach (var prediction in predictions)
            {
                Vocabulary?.Show(prediction);
            }
        }
    }

    // All classes of the batch together may be too many.
    private Target[] FitMany(ReadOnlySpan<Target> targets, ReadOnlySpan<double> weights)
    {
        var labels = Labels.Length;
        try
        {
            var fitting = Array.ConvertAll(targets.ToArray(), Fit);
            TeachMany(fitting, weights);
            return fitting;
        }
        finally
        {
            Vocabulary?.Shrink(labels);
        }
    }

    private Target[] TeachMany(Target[] targets, ReadOnlySpan<double> weights)
    {
        if (Vocabulary is null)
        {
            return targets;
        }

        var taught = new Target[targets.Length];
        for (var i = 0; i < taught.Length; i++)
        {
            taught[i] = weights.IsEmpty || weights[i] > 0 ? Vocabulary.Admit(targets[i].Label) : Vocabulary.TeachNothing(targets[i].Label);
        }

        return taught;
    }

    // One that is refused takes the names of those before it along.
    private void AdmitNames(ReadOnlySpan<FeatureVector> upTo, SpaceMark names)
    {
        try
        {
            CheckNames(upTo[^1]);
        }
        catch
        {
            FeatureVector.TakeBack(upTo.ToArray(), names);
            throw;
        }

        upTo[^1].AdmitStrangers();
    }

    private FeatureVector[] OwnAdmitted(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> weights)
    {
        var own = new FeatureVector[batch.Count];
        var names = Features.Mark();
        for (var i = 0; i < own.Length; i++)
        {
            var x = batch[i];
            if (!IsOwn(x))
            {
                x = NewExample();
                x.CopyFrom(batch[i]);
                if (ParseNumbers)
                {
                    x.ReadNumbers();
                }
            }

            Admit(x);

            own[i] = x;
            if (weights.IsEmpty || weights[i] > 0)
            {
                AdmitNames(own.AsSpan(0, i + 1), names);
            }
        }

        return own;
    }
}
