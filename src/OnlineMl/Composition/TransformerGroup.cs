using System.Globalization;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side: each sees the whole example, and their outputs are put together.</summary>
public abstract class TransformerGroup : ISupervisedTransformer, ICompositeTransformer
{
    private readonly ITransformer[] _parts;
    private readonly FeatureVector?[] _outputs;

    private protected TransformerGroup(IEnumerable<ITransformer> parts)
    {
        _parts = [.. parts];
        LearnsTarget = Array.Exists(_parts, LearningOrder.LearnsTarget);
        foreach (var part in _parts)
        {
            TransformerChain.RefuseGateInside(part);
            if (part is ILearningGate)
            {
                throw new ArgumentException("A step that keeps examples from being learned must be a step of the pipeline that has the model.", nameof(parts));
            }
        }

        _outputs = new FeatureVector?[_parts.Length];
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<ITransformer> Transformers => _parts;

    /// <inheritdoc/>
    public abstract bool KeepsFeatures { get; }

    internal bool LearnsTarget { get; }

    bool ICompositeTransformer.LearnsTarget => LearnsTarget;

    internal ReadOnlySpan<ITransformer> Parts => _parts;

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output) => Transform(x, output, Learning.Nothing);

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => LearnBefore(x);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y, double weight = 1)
    {
        if (Require.Example(x, weight))
        {
            LearnAfter(x, y, weight, learnUnsupervised: true);
        }
    }

    void ICompositeTransformer.HashOutput(int hashBits) => HashOutput(hashBits);

    void ICompositeTransformer.LearnBefore(FeatureVector x) => LearnBefore(x);

    void ICompositeTransformer.LearnAfter(FeatureVector x, Target y, double weight, bool learnUnsupervised) =>
        LearnAfter(x, y, weight, learnUnsupervised);

    void ICompositeTransformer.Transform(FeatureVector x, FeatureVector output, Learning learning) => Transform(x, output, learning);

    internal abstract void Transform(FeatureVector x, FeatureVector output, Learning learning);

    /// <summary>Hashes what comes out, where the names that the parts make are those that come out.</summary>
    private protected virtual void HashOutput(int hashBits)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), _parts[i]);
        }
    }

    /// <summary>What a part makes of an example, in a space that its ids stay valid in as long as the output's does.</summary>
    private protected FeatureVector OutputOf(int part, FeatureVector x, FeatureSpace outputSpace, Learning learning)
    {
        var space = _parts[part].KeepsFeatures ? x.Space : outputSpace;
        var made = _outputs[part];
        if (made is null || !ReferenceEquals(made.Space, space))
        {
            _outputs[part] = made = new FeatureVector(space, keepsStrangers: true);
        }

        made.BeginMaking(_parts[part], x);
        LearningOrder.Transform(_parts[part], x, made, learning);
        made.EndMaking();
        return made;
    }

    private void LearnBefore(FeatureVector x)
    {
        foreach (var part in _parts)
        {
            LearningOrder.LearnBefore(part, x);
        }
    }

    private void LearnAfter(FeatureVector x, Target y, double weight, bool learnUnsupervised)
    {
        foreach (var part in _parts)
        {
            LearningOrder.LearnAfter(part, x, y, weight, learnUnsupervised);
        }
    }
}
