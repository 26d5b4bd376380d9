namespace OnlineMl.Optimization;

/// <summary>What a wrong distribution over classes costs.</summary>
public interface IMulticlassLoss
{
    /// <summary>The loss of a distribution.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="probabilities">Their probabilities.</param>
    /// <param name="label">The position of the true class, or -1 when it is not listed.</param>
    double Value(ReadOnlySpan<Label> classes, ReadOnlySpan<double> probabilities, int label);

    /// <summary>The derivatives of the loss with respect to the scores behind the probabilities.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="probabilities">Their probabilities.</param>
    /// <param name="label">The position of the true class.</param>
    /// <param name="gradients">Receives a derivative per class.</param>
    void Gradient(ReadOnlySpan<Label> classes, ReadOnlySpan<double> probabilities, int label, Span<double> gradients);
}
