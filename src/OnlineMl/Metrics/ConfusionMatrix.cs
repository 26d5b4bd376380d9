using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>How often each class was predicted for each true class, by weight.</summary>
/// <remarks>Several metrics may share one matrix, which is then updated once: see <see cref="MetricSet"/>. An update looks up two
/// classes and adds to one cell; memory grows with the square of the number of classes.</remarks>
[Component("ConfusionMatrix")]
public sealed class ConfusionMatrix : IStateful
{
    private readonly ClassTable _classes = new();
    private double[] _cells = [];
    private long[] _counts = [];
    private int _size;
    private long _samples;
    private double _weight;

    /// <summary>How many predictions there are.</summary>
    public long SampleCount => _samples;

    /// <summary>The sum of their weights.</summary>
    public double TotalWeight => _weight;

    /// <summary>The weight of the right predictions.</summary>
    public double TotalTruePositives
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < _classes.Count; i++)
            {
                sum += _cells[i * _size + i];
            }

            return sum;
        }
    }

    /// <summary>The classes that occur, as truth or prediction, in the order in which they came.</summary>
    public IReadOnlyList<Label> Classes
    {
        get
        {
            List<Label> classes = [];
            for (var i = 0; i < _classes.Count; i++)
            {
                if (Occurs(i))
                {
                    classes.Add(_classes[i]);
                }
            }

            return classes;
        }
    }

    /// <summary>The weight of one prediction for one class.</summary>
    public double this[Label yTrue, Label yPred]
    {
        get
        {
            var row = _classes.IndexOf(yTrue);
            var column = _classes.IndexOf(yPred);
            return row < 0 || column < 0 ? 0 : _cells[row * _size + column];
        }
    }

    /// <summary>Takes in one prediction.</summary>
    public void Update(Label yTrue, Label yPred, double weight = 1) => Update(in yTrue, in yPred, weight);

    internal void Update(in Label yTrue, in Label yPred, double weight)
    {
        var cell = yTrue.Kind == LabelKind.Boolean && yPred.Kind == LabelKind.Boolean ? CellOf(yTrue.IsPositive, yPred.IsPositive) : -1;
        cell = cell < 0 ? CellOf(yTrue, yPred) : cell;
        _cells[cell] += weight;
        _counts[cell]++;
        _samples++;
        _weight += weight;
    }

    /// <summary>Takes back a prediction that was taken in before with the same arguments.</summary>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        var cell = CellOf(yTrue, yPred);
        _samples--;
        _weight = _samples == 0 ? 0 : _weight - weight;

        // A cell that holds nothing any more must be exactly zero, or its class would seem to occur.
        _cells[cell] = --_counts[cell] == 0 ? 0 : _cells[cell] - weight;
    }

    /// <summary>The weight of the examples of a class.</summary>
    public double Support(Label label) => Actual(_classes.IndexOf(label));

    /// <summary>The weight of the predictions of a class.</summary>
    public double Predictions(Label label) => Predicted(_classes.IndexOf(label));

    /// <summary>The matrix as a table: a row for each true class, a column for each predicted one, in the classes' order.</summary>
    public override string ToString()
    {
        List<Label> classes = [.. Classes.Order()];
        return TextTable.Write(
            ["", .. classes.Select(label => label.ToString())],
            classes.Select(row => (string[])
                [row.ToString(), .. classes.Select(column => this[row, column].ToString("#,0.##", CultureInfo.InvariantCulture))]));
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("size", ref _size, WholeRange.AtLeast(_classes.Count));
        state.Field("cells", ref _cells, FieldLength.Exactly(_size, _size));
        state.Field("counts", ref _counts, FieldLength.Exactly(_size, _size));
        state.Field("samples", ref _samples);
        state.Field("weight", ref _weight);
    }

    internal int IndexOf(Label label) => _classes.IndexOf(label);

    internal int Size => _classes.Count;

    internal Label LabelAt(int index) => _classes[index];

    internal double Cell(int row, int column) => row < 0 || column < 0 ? 0 : _cells[row * _size + column];

    internal double Actual(int row)
    {
        var sum = 0.0;
        for (var column = 0; row >= 0 && column < _classes.Count; column++)
        {
            sum += _cells[row * _size + column];
        }

        return sum;
    }

    internal double Predicted(int column)
    {
        var sum = 0.0;
        for (var row = 0; column >= 0 && row < _classes.Count; row++)
        {
            sum += _cells[row * _size + column];
        }

        return sum;
    }

    /// <summary>The mean of a score over the classes that occur; 0 when there is none.</summary>
    internal double Macro(ClassScore score, double parameter = 0)
    {
        var sum = 0.0;
        var count = 0;
        for (var i = 0; i < _classes.Count; i++)
        {
            if (Occurs(i))
            {
                sum += score(Cell(i, i), Actual(i), Predicted(i), parameter);
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The mean of a score over the classes, weighted by their support; 0 when there is none.</summary>
    internal double Weighted(ClassScore score, double parameter = 0)
    {
        var sum = 0.0;
        for (var i = 0; i < _classes.Count; i++)
        {
            var actual = Actual(i);
            sum += actual * score(Cell(i, i), actual, Predicted(i), parameter);
        }

        return _weight == 0 ? 0 : sum / _weight;
    }

    /// <summary>A score of all predictions as if they were of one class.</summary>
    internal double Micro(ClassScore score, double parameter = 0) => score(TotalTruePositives, _weight, _weight, parameter);

    private bool Occurs(int index)
    {
        for (var i = 0; i < _classes.Count; i++)
        {
            if (_counts[index * _size + i] != 0 || _counts[i * _size + index] != 0)
            {
                return true;
            }
        }

        return false;
    }

    // Negative when one of them is new.
    private int CellOf(bool yTrue, bool yPred)
    {
        var row = _classes.IndexOf(yTrue);
        var column = _classes.IndexOf(yPred);
        return (row | column) < 0 ? -1 : row * _size + column;
    }

    private int CellOf(Label yTrue, Label yPred)
    {
        var row = _classes.GetOrAdd(yTrue);
        var column = _classes.GetOrAdd(yPred);
        if (_classes.Count > _size)
        {
            Grow();
        }

        return row * _size + column;
    }

    private void Grow()
    {
        var size = Math.Max(4, _size * 2);
        var cells = new double[size * size];
        var counts = new long[size * size];
        for (var row = 0; row < _size; row++)
        {
            Array.Copy(_cells, row * _size, cells, row * size, _size);
            Array.Copy(_counts, row * _size, counts, row * size, _size);
        }

        _cells = cells;
        _counts = counts;
        _size = size;
    }
}
