using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>The transformers in front of a pipeline's last step, with the feature spaces and buffers between them. What learns when is in
/// <see cref="LearningOrder"/>.</summary>
internal sealed class TransformerChain : IStateful
{
    private readonly ITransformer[] _steps;
    private readonly LearningOrder[] _orders;
    private readonly FeatureVector?[] _outputs;
    private readonly FeatureSpace?[] _spaces;
    private readonly SpaceMark[] _marks;
    private StepUndo? _undo;

    /// <param name="steps">The steps in order.</param>
    /// <param name="hashBits">The width of the hashed space that the step behind the chain wants, or 0.</param>
    public TransformerChain(ReadOnlySpan<ITransformer> steps, int hashBits)
    {
        _steps = steps.ToArray();
        _orders = Array.ConvertAll(_steps, step => new LearningOrder(step));
        HashBits = hashBits;
        _outputs = new FeatureVector?[_steps.Length];
        _spaces = new FeatureSpace?[_steps.Length];
        _marks = new SpaceMark[_steps.Length];
        KeepsFeatures = Array.TrueForAll(_steps, step => step.KeepsFeatures);
        IsStateless = Array.TrueForAll(_steps, step => step is IStateless);
        IsSupervised = Array.Exists(_orders, order => order.LearnsTarget);
        HasGate = Array.Exists(_steps, step => step is ILearningGate);
        for (var i = 0; i < _steps.Length; i++)
        {
            RefuseGateInside(_steps[i]);
            if (!_steps[i].KeepsFeatures)
            {
                _spaces[i] = new FeatureSpace();
            }
        }

        HashOutput(hashBits);
    }

    public ReadOnlySpan<ITransformer> Steps => _steps;

    public ReadOnlySpan<LearningOrder> Orders => _orders;

    public int HashBits { get; private set; }

    public bool KeepsFeatures { get; }

    /// <summary>Whether no step learns anything.</summary>
    public bool IsStateless { get; }

    public bool IsSupervised { get; }

    /// <summary>Whether a step may keep an example from those behind it.</summary>
    public bool HasGate { get; }

    /// <summary>The names that come out; null when they are those that go in.</summary>
    public FeatureSpace? OutputSpace => Array.FindLast(_spaces, space => space is not null);

    /// <summary>The space of what comes out when neither steps nor spaces remember anything, so that examples can be transformed
    /// long before they are learned; else null.</summary>
    public FeatureSpace? FixedSpace =>
        IsStateless && Array.TrueForAll(_spaces, space => space is not { HashBits: 0 }) ? Array.Find(_spaces, space => space is not null) : null;

    /// <summary>The same for whole batches.</summary>
    public BatchChain Batches => field ??= new BatchChain(this);

    /// <summary>Refuses a step that has a gate somewhere inside, where it could not keep anything from the model.</summary>
    /// <exception cref="ArgumentException">It has one.</exception>
    public static void RefuseGateInside(ITransformer step)
    {
        if (step is TransformerPipeline { Inner.HasGate: true })
        {
            throw new ArgumentException("A step that keeps examples from being learned must be a step of the pipeline that has the model.", nameof(step));
        }
    }

    /// <summary>The example as the step behind the chain sees it when predicting.</summary>
    public FeatureVector Transform(FeatureVector x, Learning learning)
    {
        if (learning == Learning.Everything)
        {
            _undo?.NoteUnknown();
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            if (learning == Learning.Everything)
            {
                x.AdmitStrangers();
            }

            x = Apply(i, x, learning);
        }

        if (learning == Learning.Everything)
        {
            x.AdmitStrangers();
        }

        return x;
    }

    /// <summary>The example as the step behind the chain sees it when learning; each step learns on the way.</summary>
    /// <returns>Null when a gate keeps the example from what is behind it.</returns>
    public FeatureVector? Learn(FeatureVector x, in Target? y, double weight, bool learnUnsupervised)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            x.AdmitStrangers();
            ref readonly var order = ref _orders[i];
            NoteLearned(i, x, in y, weight, learnUnsupervised);
            var isAdmitted = !HasGate || order.Step is not ILearningGate gate || gate.Admits(x, y);
            if (learnUnsupervised)
            {
                order.LearnBefore(x);
            }

            var output = isAdmitted ? Apply(i, x, learnUnsupervised ? Learning.Nothing : Learning.NestedPipelines) : null;
            if (order.LearnsAfter && y is { } target)
            {
                order.LearnAfter(x, in target, weight, learnUnsupervised);
            }

            if (output is null)
            {
                return null;
            }

            x = output;
        }

        x.AdmitStrangers();
        return x;
    }

    /// <summary>Keeps what the steps learn from now on apart, so that it can be taken back. One example, or one batch, is kept apart.</summary>
    public void Mark()
    {
        for (var i = 0; i < _spaces.Length; i++)
        {
            _marks[i] = _spaces[i] is { } space ? space.Mark() : default;
        }

        if (!IsStateless)
        {
            (_undo ??= new StepUndo(_steps, Array.FindLastIndex(_steps, step => !step.KeepsFeatures), HashBits)).Mark();
        }
    }

    /// <summary>Lets what was learned since the mark stay.</summary>
    public void Release() => _undo?.Release();

    /// <summary>Goes back to the mark.</summary>
    public void TakeBack()
    {
        for (var i = 0; i < _spaces.Length; i++)
        {
            _spaces[i]?.GoBack(_marks[i]);
        }

        _undo?.TakeBack();
    }

    /// <summary>Takes note that the steps learn something that the chain does not see, such as a batch.</summary>
    public void NoteUnknown() => _undo?.NoteUnknown();

    /// <summary>Transforms an example into a vector of the <see cref="FixedSpace"/>.</summary>
    public void Prepare(FeatureVector x, FeatureVector output)
    {
        for (var i = 0; i < _steps.Length - 1; i++)
        {
            x = Apply(i, x, Learning.Nothing);
        }

        output.BeginMaking(_steps[^1], x);
        _orders[^1].Transform(x, output, Learning.Nothing);
        output.EndMaking();
    }

    /// <summary>Whether learning the last example would show the step behind the chain exactly what predicting it did.</summary>
    public bool TransformedForGood(FeatureVector x)
    {
        if (!IsStateless || x.HasStrangers)
        {
            return false;
        }

        foreach (var output in _outputs)
        {
            if (output is { HasStrangers: true })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Transforms with one step into a vector that is made when it does not fit.</summary>
    public void Apply(int i, FeatureVector x, [NotNull] ref FeatureVector? output, Learning learning)
    {
        var space = _spaces[i] ?? x.Space;
        if (output is null || !ReferenceEquals(output.Space, space))
        {
            output = new FeatureVector(space, keepsStrangers: true);
        }

        output.BeginMaking(_steps[i], x);
        _orders[i].Transform(x, output, learning);
        output.EndMaking();
    }

    /// <summary>Hashes what comes out into a space of a width. Only the last new space is the one that the step behind the chain sees.</summary>
    public void HashOutput(int hashBits)
    {
        HashBits = hashBits;
        var last = Array.FindLastIndex(_steps, step => !step.KeepsFeatures);
        if (hashBits > 0 && last >= 0)
        {
            _spaces[last] = new FeatureSpace(hashBits);
            (_steps[last] as ICompositeTransformer)?.HashOutput(hashBits);
        }
    }

    /// <summary>What keeps the steps from being merged; null when nothing does.</summary>
    public string? Obstacle => _steps.Select(Mixer.ObstacleOf).FirstOrDefault(obstacle => obstacle is not null);

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    /// <returns>The same shares, as what stands behind the chain sees their features.</returns>
    public Shares Merge(Shares shares)
    {
        NoteUnknown();
        for (var i = 0; i < _steps.Length; i++)
        {
            var step = i;
            shares.Merge<TransformerChain>(_steps[i], chain => chain._steps[step]);
            shares = _spaces[i] is { } space ? shares.Through<TransformerChain>(space, chain => chain._spaces[step]!) : shares;
        }

        return shares;
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            NoteUnknown();
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            state.Child(name, _steps[i]);
            if (_spaces[i] is { } space)
            {
                state.Child(name + "/features", space);
            }
        }
    }

    private void NoteLearned(int step, FeatureVector x, in Target? y, double weight, bool learnUnsupervised)
    {
        if (_undo is { HasTwins: true } undo)
        {
            if (learnUnsupervised)
            {
                undo.Note(step, x, in y, weight);
            }
            else
            {
                undo.NoteUnknown();
            }
        }
    }

    private FeatureVector Apply(int i, FeatureVector x, Learning learning)
    {
        Apply(i, x, ref _outputs[i], learning);
        return _outputs[i]!;
    }
}
