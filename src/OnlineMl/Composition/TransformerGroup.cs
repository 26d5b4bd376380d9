using System.Globalization;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side: each sees the whole example, and their outputs are put together.</summary>
public abstract class TransformerGroup : ISupervisedTransformer
{
    private readonly ITransformer[] _parts;
    private readonly FeatureVector?[] _outputs;

    private protected TransformerGroup(IEnumerable<ITransformer> parts)
    {
        _parts = [.. parts];
        IsSupervised = Array.Exists(_parts, TransformerChain.LearnsTarget);
        _outputs = new FeatureVector?[_parts.Length];
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<ITransformer> Transformers => _parts;

    /// <inheritdoc/>
    public abstract bool KeepsFeatures { get; }

    internal bool IsSupervised { get; }

    internal ReadOnlySpan<ITransformer> Parts => _parts;

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output) => Transform(x, output, Learning.Nothing);

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => TransformerChain.LearnBefore(this, x);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y, double weight = 1) => TransformerChain.LearnAfter(this, x, y, weight, learnUnsupervised: true);

    internal abstract void Transform(FeatureVector x, FeatureVector output, Learning learning);

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

        made.Clear();
        TransformerChain.Transform(_parts[part], x, made, learning);
        return made;
    }
}
