using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Classification;

/// <summary>The classes of a model, each as it was first spelled: every target enters through this, and every answer and metric leaves.</summary>
/// <remarks>A model of two classes takes any two values and refuses a third. What inside it tells just two classes apart is taught false and true. The first
/// class is taken for the positive one when it is 1, 2 or says yes, else for the negative one; as soon as the second is known, the negative class is that
/// which <see cref="TruthOrder"/> puts first, or that which was declared first. It has more than three hundred lines, by twenty-three, because whatever says how a
/// class is spelled has to be in one place: on the way in, on the way out, and when a refused example takes a class back.</remarks>
internal sealed class LabelVocabulary : IStateful
{
    private const int MostShown = 100;

    // Whether the learner is taught false and true, whatever the classes are called.
    private readonly bool _teachesTruths;
    private readonly Probabilities _sided = new();
    private ClassTable _known = new();
    private bool _isDeclared;
    private bool _isRestricted;

    private bool _firstIsTrue;

    // What the two classes are called as far as they are known.
    private TwoSides? _sides;

    // The classes as answers show them and which of them the learner calls true; null where it calls them the same.
    private ClassTable? _shown;
    private int _shownTrue;

    public LabelVocabulary(IStateful component)
    {
        _teachesTruths = TellsTwoApart(component);
        _isRestricted = _teachesTruths;
    }

    /// <summary>The classes that were learned or declared, in the order in which they came.</summary>
    public ClassTable Known => _known;

    /// <summary>Whether the classes were declared rather than met.</summary>
    public bool IsDeclared => _isDeclared;

    /// <summary>Whether a third class is refused.</summary>
    public bool IsRestricted => _isRestricted;

    /// <summary>What the two classes are called as far as they are known; null when there are more, or none yet.</summary>
    public TwoSides? Sides => _sides;

    /// <summary>Whether there are just two classes, or will be.</summary>
    private bool IsOfTwo => _isRestricted && _known.Count <= 2;

    /// <summary>Whether a component can tell just two classes apart.</summary>
    public static bool TellsTwoApart(object component) => component switch
    {
        IBinaryClassifier => true,
        IPassesLabelsOn { Receiver: { } receiver } => TellsTwoApart(receiver),
        Composition.ClassifierPipeline { Last: { } last } => TellsTwoApart(last),
        _ => false,
    };

    /// <summary>Refuses a third class from here on.</summary>
    public void RestrictToTwo()
    {
        _isRestricted = true;
        Renew();
    }

    /// <summary>Fixes the classes; of two the first is the negative one.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, one comes twice or is none, or the model tells two apart and there are more.</exception>
    public void Declare(ReadOnlySpan<Label> labels)
    {
        if (labels.Length < 2 || (labels.Length > 2 && _isRestricted))
        {
            throw new ArgumentException($"There are {labels.Length} labels; {(_isRestricted ? "the model needs two" : "a model needs at least two")}.", nameof(labels));
        }

        var declared = new ClassTable();
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label.IsNone)
            {
                throw new ArgumentException(
                    $"The label at position {i} is none; each must be a text, a whole number or a truth value.", nameof(labels));
            }

            if (declared.IndexOf(label) >= 0)
            {
                throw new ArgumentException($"The label '{Cut(label)}' comes twice among the labels.", nameof(labels));
            }

            declared.GetOrAdd(label);
        }

        _known = declared;
        _isDeclared = true;
        _isRestricted |= labels.Length == 2;
        Renew();
    }

    /// <summary>A class as it was first spelled; a new one as it is.</summary>
    /// <exception cref="ArgumentException">It is a new class, and there may be none.</exception>
    public Label Fit(Label label)
    {
        var index = _known.IndexOf(label);
        return index >= 0 ? _known[index]
            : _isDeclared || (_isRestricted && _known.Count >= 2) ? throw Refuse(label)
            : label;
    }

    /// <summary>What the learner is to be taught of a class that is known.</summary>
    public bool TryTeach(Label label, out Label taught)
    {
        var index = _known.IndexOf(label);
        taught = index < 0 ? default : !_teachesTruths ? _known[index] : new Label((index == 0) == _firstIsTrue);
        return index >= 0;
    }

    /// <summary>What the learner is to be taught of a class, which is known from here on.</summary>
    /// <exception cref="ArgumentException">It is a new class, and there may be none.</exception>
    public Label Admit(Label label)
    {
        if (!TryTeach(label, out var taught))
        {
            _known.GetOrAdd(Fit(label));
            Renew();
            TryTeach(label, out taught);
        }

        return taught;
    }

    /// <summary>What the learner is to be taught of a class when that counts for nothing, so that it stays unknown.</summary>
    /// <exception cref="ArgumentException">It is a new class, and there may be none.</exception>
    public Label TeachNothing(Label label)
    {
        var fitting = Fit(label);
        return TryTeach(label, out var taught) ? taught : _teachesTruths ? false : fitting;
    }

    /// <summary>Forgets the classes beyond the first ones, because the examples that brought them were refused.</summary>
    public void Shrink(int count)
    {
        if (_known.Count > count)
        {
            _known.Shrink(count);
            Renew();
        }
    }

    /// <summary>Takes over classes from before they were kept, as many as there may be.</summary>
    public void Adopt(ReadOnlySpan<Label> labels)
    {
        foreach (var label in labels)
        {
            if (!label.IsNone && !(_isRestricted && _known.Count >= 2))
            {
                _known.GetOrAdd(label);
            }
        }

        Renew();
    }

    /// <summary>Calls the classes of an answer of the learner what they are called.</summary>
    public void Show(Prediction prediction)
    {
        if (_shown is null || prediction.IsEmpty)
        {
            return;
        }

        var probabilities = prediction.Probabilities;
        double positive = probabilities[true], negative = probabilities[false];
        if (_shown.Count == 2)
        {
            probabilities.Fill(_shown, _shownTrue == 0 ? positive : negative, _shownTrue == 0 ? negative : positive);
        }
        else
        {
            probabilities.Clear();
            probabilities.Add(_shown[0], _shownTrue == 0 ? positive : negative);
        }

        prediction.SetProbabilities(prediction.Task);
    }

    /// <summary>Calls the classes of an explanation of the learner what they are called.</summary>
    public void Show(Contributions contributions)
    {
        if (_shown is not null)
        {
            contributions.Class = Shown(contributions.Class);
            contributions.Rival = Shown(contributions.Rival);
        }
    }

    /// <summary>Calls the classes of a prediction that was read what they are called.</summary>
    public void Spell(Prediction prediction)
    {
        var probabilities = prediction.Probabilities;
        for (var i = 0; i < probabilities.Count; i++)
        {
            probabilities.Rename(i, _known.Spell(probabilities.Labels[i]));
        }

        if (probabilities.Count > 0)
        {
            prediction.SetProbabilities(prediction.Task);
        }
        else
        {
            prediction.SetLabel(prediction.Task, _known.Spell(prediction.Label));
        }
    }

    /// <summary>Tells metrics of two classes what these are called, as far as it is known.</summary>
    public void Follow(MetricSet metrics)
    {
        if (IsOfTwo && _sides is { IsPlain: false } sides)
        {
            metrics.Follow(sides.Classes, sides.IsReversed);
        }
    }

    /// <summary>Updates metrics with a prediction. Those of two classes are told false and true, which these are called in metrics unless their names
    /// say it.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="others">Further ones; null when there are none.</param>
    /// <param name="truth">The class that came true, whether it is learned already or will be.</param>
    /// <param name="prediction">The prediction; not empty.</param>
    public void Measure(MetricSet metrics, MetricSet? others, Label truth, Prediction prediction)
    {
        if (!IsOfTwo)
        {
            Update(metrics, others, _known.Spell(truth), prediction.Label, prediction.Probabilities);
            return;
        }

        if (SidesWith(truth) is not { } sides)
        {
            return;
        }

        var classes = sides.IsPlain ? null : sides.Classes;
        metrics.Follow(classes, sides.IsReversed);
        others?.Follow(classes, sides.IsReversed);
        if (sides.IsPlain)
        {
            Update(metrics, others, _known.Spell(truth), prediction.Label, prediction.Probabilities);
        }
        else
        {
            Update(metrics, others, sides.Of(truth), sides.Write(prediction, _sided), _sided);
        }
    }

    /// <summary>Why models with these classes cannot be merged: servers could meet the two classes of a model in another order, and teach them the other way round.</summary>
    public string? MergeObstacle => _isRestricted && _known.Count < 2 ? "its two classes, which have to be declared" : null;

    /// <summary>Takes note of the classes that copies of the model have met.</summary>
    public void Admit(IReadOnlyList<Model> models)
    {
        foreach (var model in models)
        {
            Adopt(model.Labels);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("known", _known);
        state.Field("isDeclared", ref _isDeclared);
        if (state.IsLoading)
        {
            Check();
            _isRestricted |= _isDeclared && _known.Count == 2;
            Renew();
        }
    }

    private static void Update(MetricSet metrics, MetricSet? others, Label truth, Label predicted, Probabilities probabilities)
    {
        metrics.Update(truth, predicted, probabilities);
        others?.Update(truth, predicted, probabilities);
    }

    private Label Shown(Label label)
    {
        var index = label.IsPositive ? _shownTrue : 1 - _shownTrue;
        return !label.IsNone && index < _shown!.Count ? _shown[index] : default;
    }

    private static string Cut(Label label) => label.ToString() is { Length: > MostShown } text ? text[..MostShown] + "…" : label.ToString();

    // The two classes, of which the truth may be one that comes just now; null where it can be neither.
    private TwoSides? SidesWith(Label truth) =>
        _known.IndexOf(truth) >= 0 ? _sides
        : _known.Count switch
        {
            0 => new TwoSides(truth, null, isDeclared: false),
            1 => new TwoSides(_known[0], truth, isDeclared: false),
            _ => null,
        };

    private void Renew()
    {
        _sides = !IsOfTwo || _known.Count == 0 ? null : new TwoSides(_known[0], _known.Count == 2 ? _known[1] : default(Label?), _isDeclared);
        _firstIsTrue = _sides is { FirstIsTrue: true };
        _shown = !_teachesTruths || _sides is null or { IsShownByTruths: true } ? null : _sides.Shown;
        _shownTrue = _sides is null ? 0 : _sides.ShownTrue;
    }

    private void Check()
    {
        var distinct = new ClassTable();
        foreach (var label in _known.Labels)
        {
            distinct.GetOrAdd(label);
        }

        if (distinct.Count != _known.Count || _known.Labels.Contains(default) || (_teachesTruths && _known.Count > 2) || (_isDeclared && _known.Count < 2))
        {
            throw new StateFormatException($"The {_known.Count} labels of the model are not different ones, or more or fewer than it can have.");
        }
    }

    private ArgumentException Refuse(Label label) => new(
        _known.Count == 2
            ? $"The target '{Cut(label)}' is neither '{Cut(_known[0])}' nor '{Cut(_known[1])}', the two classes of the model."
            : $"The target '{Cut(label)}' is none of the {_known.Count} classes that were declared for the model.",
        nameof(label));
}
