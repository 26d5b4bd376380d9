using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side: each sees the whole example, and their outputs are put together.</summary>
/// <remarks>Where two parts make a feature of the same name, the first part's value is kept. <c>a + b</c> makes a union.
/// Costs what its parts cost and one look-up per feature.</remarks>
[Component("TransformerUnion")]
public sealed class TransformerUnion : ISupervisedTransformer
{
    private readonly ITransformer[] _parts;
    private readonly FeatureVector?[] _outputs;
    private readonly FeatureMap[] _maps;

    /// <summary>A union of parts.</summary>
    public TransformerUnion(params ITransformer[] transformers)
    {
        ArgumentNullException.ThrowIfNull(transformers);
        _parts = [.. transformers];
        KeepsFeatures = Array.TrueForAll(_parts, part => part.KeepsFeatures);
        IsSupervised = Array.Exists(_parts, TransformerChain.LearnsTarget);
        _outputs = new FeatureVector?[_parts.Length];
        _maps = Array.ConvertAll(_parts, _ => new FeatureMap());
    }

    /// <summary>The parts, in order.</summary>
    [Parameter("transformers")]
    public IReadOnlyList<ITransformer> Transformers => _parts;

    /// <inheritdoc/>
    public bool KeepsFeatures { get; }

    internal bool IsSupervised { get; }

    internal ReadOnlySpan<ITransformer> Parts => _parts;

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output) => Transform(x, output, learn: false);

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => TransformerChain.LearnBefore(this, x);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y) => TransformerChain.LearnAfter(this, x, y, learnUnsupervised: true);

    internal void Transform(FeatureVector x, FeatureVector output, bool learn)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            var space = _parts[i].KeepsFeatures ? x.Space : output.Space;
            var made = _outputs[i];
            if (made is null || !ReferenceEquals(made.Space, space))
            {
                _outputs[i] = made = new FeatureVector(space, keepsStrangers: true);
            }

            made.Clear();
            TransformerChain.Transform(_parts[i], x, made, learn);
            _maps[i].Append(made, output);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), _parts[i]);
        }
    }
}
