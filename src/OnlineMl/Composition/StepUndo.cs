using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Takes back what transformers have learned of an example that a later part refuses.</summary>
/// <remarks>A step that cannot do so itself has a twin, which learns an example when it is sure to stay and gives its state back when it is
/// not: twice the work, but none that grows with what was learned.</remarks>
internal sealed class StepUndo
{
    private readonly ITransformer[] _steps;
    private readonly IReversible?[] _reversible;
    private readonly Twin?[] _twins;

    /// <param name="steps">The steps.</param>
    /// <param name="hashed">The step whose output is hashed, or -1.</param>
    /// <param name="hashBits">The width of the space that it is hashed into.</param>
    public StepUndo(ReadOnlySpan<ITransformer> steps, int hashed = -1, int hashBits = 0)
    {
        _steps = steps.ToArray();
        _reversible = Array.ConvertAll(_steps, step => step as IReversible);
        _twins = new Twin?[_steps.Length];
        for (var i = 0; i < _steps.Length; i++)
        {
            _twins[i] = _steps[i] is IStateless or IReversible ? null : new Twin(_steps[i], i == hashed ? hashBits : 0);
        }

        HasTwins = Array.Exists(_twins, twin => twin is not null);
    }

    /// <summary>Whether a step wants to be told what it learns.</summary>
    public bool HasTwins { get; }

    public void Mark()
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            _reversible[i]?.Mark();
            _twins[i]?.Mark();
        }
    }

    /// <summary>Takes note of what a step learns.</summary>
    public void Note(int step, FeatureVector x, in Target? y, double weight) => _twins[step]?.Note(x, in y, weight);

    /// <summary>Takes note that the steps learn something that nobody tells.</summary>
    public void NoteUnknown()
    {
        foreach (var twin in _twins)
        {
            twin?.Leave();
        }
    }

    public void Release()
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            _reversible[i]?.Release();
            _twins[i]?.Release();
        }
    }

    public void TakeBack()
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            _reversible[i]?.TakeBack();
            _twins[i]?.TakeBack();
        }
    }

    /// <summary>The state that a step had at the mark.</summary>
    private sealed class Twin(ITransformer step, int hashBits)
    {
        private readonly NotedExamples _learned = new();
        private readonly KeptState _kept = new(step, hashBits);
        private bool _isEqual;
        private bool _isMarked;
        private bool _hasLeft;

        public void Mark()
        {
            if (!_isEqual)
            {
                _kept.Keep();
                _isEqual = true;
            }

            _isMarked = true;
            _hasLeft = false;
            _learned.Clear();
        }

        public void Note(FeatureVector x, in Target? y, double weight)
        {
            if (_isMarked)
            {
                _learned.Add(x, in y, weight);
            }
            else
            {
                _isEqual = false;
            }
        }

        /// <summary>The step has learned something else, so that the next mark starts from its whole state. What is kept stays as it is.</summary>
        public void Leave()
        {
            _isEqual &= _isMarked;
            _hasLeft = true;
        }

        public void Release()
        {
            _isMarked = false;
            var twin = _kept.Twin as ITransformer;
            _isEqual &= !_hasLeft && (twin is not null || _learned.Count == 0);
            for (var i = 0; _isEqual && i < _learned.Count; i++)
            {
                var (x, y, weight) = _learned[i];
                var order = new LearningOrder(twin!);
                order.LearnBefore(x);
                if (y is { } target)
                {
                    order.LearnAfter(x, in target, weight, learnUnsupervised: true);
                }
            }
        }

        public void TakeBack()
        {
            if (_isMarked)
            {
                _isMarked = false;
                _kept.GiveBack();
            }
        }
    }
}
