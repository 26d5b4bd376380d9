using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Takes back what a model inside another one has learned of an example that a later part refuses.</summary>
/// <remarks>A model that cannot do so itself has a twin, as <see cref="StepUndo"/> says.</remarks>
internal sealed class LearnerUndo
{
    private readonly IReversible? _reversible;
    private readonly NotedExamples _learned = new();
    private readonly KeptState _kept;
    private bool _isUntrained;
    private bool _isEqual;
    private bool _isMarked;

    /// <param name="model">The model.</param>
    /// <param name="isUntrained">Whether it has learned nothing yet.</param>
    public LearnerUndo(IStateful model, bool isUntrained = false)
    {
        _reversible = model as IReversible;
        _kept = new KeptState(model);
        _isUntrained = isUntrained && _kept.CanHaveTwin;
    }

    /// <summary>Keeps what the model learns from now on apart.</summary>
    public void Mark()
    {
        if (_reversible is not null)
        {
            _reversible.Mark();
            return;
        }

        if (!_isEqual && !_isUntrained)
        {
            _kept.Keep();
            _isEqual = true;
        }

        _isMarked = true;
        _learned.Clear();
    }

    /// <summary>Takes note of an example that the model learned.</summary>
    public void Note(FeatureVector x, in Target y, double weight)
    {
        if (_isMarked)
        {
            _learned.Add(x, y, weight);
        }
    }

    /// <summary>Takes note that the model has learned something else.</summary>
    public void NoteUnknown()
    {
        _isEqual &= _isMarked;
        _isUntrained = false;
    }

    /// <summary>Lets what was learned since the mark stay.</summary>
    public void Release()
    {
        if (_reversible is not null)
        {
            _reversible.Release();
            return;
        }

        _isMarked = false;
        StartTwin();
        _isEqual &= _kept.Twin is not null || _learned.Count == 0;
        for (var i = 0; _isEqual && i < _learned.Count; i++)
        {
            var (x, y, weight) = _learned[i];
            Teach(_kept.Twin!, x, y.GetValueOrDefault(), weight);
        }
    }

    /// <summary>Goes back to the mark.</summary>
    public void TakeBack()
    {
        if (_reversible is not null)
        {
            _reversible.TakeBack();
        }
        else if (_isMarked)
        {
            _isMarked = false;
            if (_isUntrained)
            {
                _kept.KeepNothing();
                _isUntrained = false;
                _isEqual = true;
            }

            _kept.GiveBack();
        }
    }

    // A twin that knows nothing is made when there is something to learn.
    private void StartTwin()
    {
        if (_isUntrained && _learned.Count > 0)
        {
            _kept.KeepNothing();
            _isUntrained = false;
            _isEqual = true;
        }
    }

    private static void Teach(IStateful model, FeatureVector x, in Target y, double weight)
    {
        var task = ModelTask.TryOf(model) ?? throw new InvalidOperationException($"{model.GetType().Name} is no model.");
        task.Learn(model, x, in y, weight);
    }
}
