using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How often each class was predicted for each true class, by weight.</summary>
/// <remarks>Several metrics may share one matrix, which is then updated once: see <see cref="MetricSet"/>. An update looks up two
/// classes and adds to one cell; memory grows with the pairs of classes that occur, and reading a figure takes time in proportion to them.</remarks>
[Component("ConfusionMatrix")]
public sealed class ConfusionMatrix : IStateful, ITwoSided, IMergeable
{
    private readonly CellTable _cells = new();

    // One more than the numbers of the cells of false and true for false and true, 0 where they are not looked up yet.
    private readonly int[] _cellsOfTruth = new int[4];
    private ClassTable _classes = new();
    private ClassTable? _sides;
    private int _empty;
    private long _samples;
    private double _weight;

    /// <summary>How many classes there may be; a prediction with one more is refused. Range [2, ∞), default 1000000.</summary>
    public int MaxClasses { get; init => field = Require.AtLeast(value, 2); } = 1_000_000;

    /// <summary>How many predictions there are.</summary>
    public long SampleCount => _samples;

    /// <summary>The sum of their weights.</summary>
    public double TotalWeight => _weight;

    /// <summary>The weight of the right predictions.</summary>
    public double TotalTruePositives => _cells.WeightOfRight;

    /// <summary>The classes that occur, as truth or prediction, in the order in which they came.</summary>
    public IReadOnlyList<Label> Classes
    {
        get
        {
            List<Label> classes = [];
            var totals = Totals();
            for (var i = 0; i < totals.Count; i++)
            {
                if (totals.Occurs(i))
                {
                    classes.Add(LabelAt(i));
                }
            }

            return classes;
        }
    }

    /// <summary>How many classes have come, those included of which all predictions were taken back.</summary>
    internal int ClassCount => _classes.Count;

    /// <summary>The weight of one prediction for one class.</summary>
    public double this[Label yTrue, Label yPred] => Find(yTrue, yPred) is >= 0 and var cell ? _cells[cell].Weight : 0;

    /// <summary>Takes in one prediction.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="yPred">The predicted class.</param>
    /// <param name="weight">How much it counts; finite and at least 0, which changes nothing.</param>
    /// <exception cref="ArgumentException">There would be more than <see cref="MaxClasses"/> classes; nothing has changed.</exception>
    public void Update(Label yTrue, Label yPred, double weight = 1) => Update(in yTrue, in yPred, weight);

    internal void Update(in Label yTrue, in Label yPred, double weight)
    {
        if (!Require.Weight(weight))
        {
            return;
        }

        ref var cell = ref _cells[yTrue.IsTruth && yPred.IsTruth ? CellOfTruth(in yTrue, in yPred) : CellOf(yTrue, yPred)];
        if (cell.Count++ == 0)
        {
            _empty--;
        }

        cell.Weight += weight;
        _samples++;
        _weight += weight;
    }

    /// <summary>Takes back a prediction that was taken in before with the same arguments.</summary>
    /// <exception cref="InvalidOperationException">There is no such prediction.</exception>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (!Require.Weight(weight))
        {
            return;
        }

        var index = Find(yTrue, yPred);
        if (index < 0 || _cells[index].Count == 0)
        {
            throw new InvalidOperationException($"The prediction '{yPred}' for '{yTrue}' was not taken in before.");
        }

        ref var cell = ref _cells[index];
        _samples--;
        _weight = _samples == 0 ? 0 : Math.Max(0, _weight - weight);

        // A cell that holds nothing any more must be exactly zero, or its class would seem to occur.
        cell.Weight = --cell.Count == 0 ? 0 : Math.Max(0, cell.Weight - weight);
        if (cell.Count == 0 && ++_empty > 64 && _empty > _cells.Cells.Length / 2)
        {
            Compact();
        }
    }

    /// <summary>The weight of the examples of a class.</summary>
    public double Support(Label label) => OfClass(label).Actual;

    /// <summary>The weight of the predictions of a class.</summary>
    public double Predictions(Label label) => OfClass(label).Predicted;

    /// <summary>The matrix as a table: a row for each true class, a column for each predicted one, in the classes' order.
    /// Of more than a hundred classes, a row for each pair that occurs.</summary>
    public override string ToString() => MatrixTable.Write(this);

    ClassTable? ITwoSided.Sides
    {
        set => _sides = value;
    }

    void ITwoSided.Reverse()
    {
        if (_classes.Reversed() is var reversed && reversed.Count == _classes.Count)
        {
            _classes = reversed;
            Array.Clear(_cellsOfTruth);
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        var origin = _cells.Cells.ToArray();
        var (samples, weight) = (_samples, _weight);
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<ConfusionMatrix>(share);
            foreach (ref readonly var theirs in other.Cells)
            {
                var index = CellOf(other._classes[theirs.Truth], other._classes[theirs.Prediction]);
                var before = index < origin.Length ? origin[index] : default;
                ref var cell = ref _cells[index];
                cell.Count += theirs.Count - before.Count;
                cell.Weight = Math.Max(0, cell.Weight + (theirs.Weight - before.Weight));
            }

            _samples += other._samples - samples;
            _weight = Math.Max(0, _weight + (other._weight - weight));
        }

        (_empty, _) = _cells.Count();
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        if (state.IsLoading)
        {
            _cells.Clear();
            Array.Clear(_cellsOfTruth);
        }

        state.Child("table", _cells);
        state.Field("samples", ref _samples);
        state.Field("weight", ref _weight, NumberRange.Between(0, double.PositiveInfinity));
        if (state.IsLoading)
        {
            _cells.ReadSquare(state);
            Check();
        }
    }

    internal ReadOnlySpan<Cell> Cells => _cells.Cells;

    /// <summary>Whether its classes are the two of a model, false and true whatever they are called.</summary>
    internal bool HasSides => _sides is not null;

    /// <summary>The class with a number, as it is to be shown.</summary>
    internal Label LabelAt(int index) => Spell(_classes[index]);

    internal int IndexOf(Label label) => _classes.IndexOf(PositiveClass.SideOf(label, _sides));

    /// <summary>What there is of each class, in one pass.</summary>
    internal ClassTotals Totals() => new(_cells.Cells, _classes.Count);

    /// <summary>What there is of one class.</summary>
    internal (double Right, double Actual, double Predicted) OfClass(Label label) => OfClass(IndexOf(label));

    /// <summary>What there is of the class with a number; nothing where that is negative.</summary>
    internal (double Right, double Actual, double Predicted) OfClass(int index) => _cells.OfClass(index);

    /// <summary>Forgets every prediction and class.</summary>
    internal void Clear()
    {
        _classes = new ClassTable();
        _cells.Clear();
        Array.Clear(_cellsOfTruth);
        _empty = 0;
        _samples = 0;
        _weight = 0;
    }

    /// <summary>Whether another matrix has as many predictions of every class for every class.</summary>
    internal bool HasCountsOf(ConfusionMatrix other)
    {
        var left = 0;
        foreach (ref readonly var cell in other.Cells)
        {
            int truth = _classes.IndexOf(other._classes[cell.Truth]), prediction = _classes.IndexOf(other._classes[cell.Prediction]);
            var index = (truth | prediction) < 0 ? -1 : _cells.Find(truth, prediction);
            left += cell.Count > 0 ? 1 : 0;
            if (cell.Count > 0 && (index < 0 || _cells[index].Count != cell.Count))
            {
                return false;
            }
        }

        return left == _cells.Cells.Length - _empty;
    }

    private int Find(Label yTrue, Label yPred)
    {
        int truth = IndexOf(yTrue), prediction = IndexOf(yPred);
        return (truth | prediction) < 0 ? -1 : _cells.Find(truth, prediction);
    }

    private Label Spell(Label label) => _sides is not null && label is { HasNumber: true, Number: 0 or 1 } ? _sides[(int)label.Number] : label;

    private int CellOfTruth(in Label yTrue, in Label yPred)
    {
        ref var cell = ref _cellsOfTruth[(yTrue.IsPositive ? 2 : 0) + (yPred.IsPositive ? 1 : 0)];
        if (cell == 0)
        {
            cell = CellOf(yTrue, yPred) + 1;
        }

        return cell - 1;
    }

    private int CellOf(Label yTrue, Label yPred)
    {
        int truth = _classes.IndexOf(yTrue), prediction = _classes.IndexOf(yPred);
        if ((truth | prediction) < 0)
        {
            var more = (truth < 0 ? 1 : 0) + (prediction < 0 && yPred != yTrue ? 1 : 0);
            if (_classes.Count > MaxClasses - more)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The prediction '{yPred}' for '{yTrue}' has a class that would be one more than the {MaxClasses} that {nameof(MaxClasses)} allows."),
                    nameof(yPred));
            }

            truth = _classes.GetOrAdd(yTrue);
            prediction = _classes.GetOrAdd(yPred);
        }

        var known = _cells.Find(truth, prediction);
        if (known >= 0)
        {
            return known;
        }

        _empty++;
        return _cells.Add(new Cell { Truth = truth, Prediction = prediction });
    }

    // Most cells are of predictions that have left a window: they and classes that are gone with them give up their places.
    private void Compact()
    {
        var totals = Totals();
        var numbers = new int[totals.Count];
        var classes = new ClassTable();
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = totals.Occurs(i) ? classes.GetOrAdd(_classes[i]) : -1;
        }

        _cells.Renumber(numbers);
        Array.Clear(_cellsOfTruth);
        _classes = classes;
        _empty = 0;
    }

    private void Check()
    {
        _cells.RequireClasses(_classes.Count);
        (_empty, var samples) = _cells.Count();
        if (samples != (UInt128)_samples)
        {
            throw new StateFormatException($"A confusion matrix with {samples} predictions says that they are {_samples} of the weight {_weight}.");
        }
    }
}
