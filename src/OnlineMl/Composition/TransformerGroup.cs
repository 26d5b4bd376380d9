using System.Globalization;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side: each sees the whole example, and their outputs are put together.</summary>
public abstract class TransformerGroup : ISupervisedTransformer, ICompositeTransformer, IReversible, IMergeable
{
    private readonly ITransformer[] _parts;
    private readonly LearningOrder[] _orders;
    private readonly FeatureVector?[] _outputs;

    private protected TransformerGroup(IEnumerable<ITransformer> parts)
    {
        _parts = [.. parts];
        _orders = Array.ConvertAll(_parts, part => new LearningOrder(part));
        LearnsTarget = Array.Exists(_orders, order => order.LearnsTarget);
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

    private StepUndo Undo => field ??= new StepUndo(_parts);

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => LearnWhole(x, null, 1);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y, double weight = 1)
    {
        if (Require.Target(in y, weight))
        {
            LearnWhole(x, y, weight);
        }
    }

    void IReversible.Mark() => Undo.Mark();

    void IReversible.Release() => Undo.Release();

    void IReversible.TakeBack() => Undo.TakeBack();

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

    string? IMergeable.Obstacle => _parts.Select(Mixer.ObstacleOf).FirstOrDefault(obstacle => obstacle is not null);

    void IMergeable.Merge(Shares shares)
    {
        Undo.NoteUnknown();
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = i;
            shares.Merge<TransformerGroup>(_parts[i], group => group._parts[part]);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            Undo.NoteUnknown();
        }

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

        if (learning == Learning.Everything)
        {
            Undo.NoteUnknown();
        }

        made.BeginMaking(_parts[part], x);
        _orders[part].Transform(x, made, learning);
        made.EndMaking();
        return made;
    }

    /// <summary>Learns before without a target, and after with one, as the two are called for.</summary>
    private void LearnWhole(FeatureVector x, Target? y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        Undo.Mark();
        try
        {
            x.AdmitStrangers();
            if (y is { } target)
            {
                LearnAfter(x, target, weight, learnUnsupervised: true);
            }
            else
            {
                LearnBefore(x);
            }
        }
        catch
        {
            Undo.TakeBack();
            x.TakeBack(names);
            throw;
        }

        Undo.Release();
    }

    private void LearnBefore(FeatureVector x)
    {
        for (var part = 0; part < _parts.Length; part++)
        {
            if (!_orders[part].LearnsTarget)
            {
                Undo.Note(part, x, null, 1);
            }

            _orders[part].LearnBefore(x);
        }
    }

    private void LearnAfter(FeatureVector x, Target y, double weight, bool learnUnsupervised)
    {
        for (var part = 0; part < _parts.Length; part++)
        {
            if (_orders[part].LearnsTarget)
            {
                Undo.Note(part, x, y, weight);
            }

            _orders[part].LearnAfter(x, in y, weight, learnUnsupervised);
        }
    }
}
