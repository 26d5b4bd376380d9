using System.Numerics;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The cells of a confusion matrix that hold something or once did, in the order in which they came.</summary>
/// <remarks>Cells are found by a table over all pairs of classes while there are few classes, and by hashing beyond that, so that memory grows with the
/// cells and not with the square of the classes.</remarks>
internal sealed class CellTable : IStateful
{
    private const int LargestSide = 256;

    private Cell[] _cells = [];
    private int _count;

    // One more than the number of a cell, 0 where there is none.
    private int[] _slots = [];
    private int _side;

    public ReadOnlySpan<Cell> Cells => _cells.AsSpan(0, _count);

    /// <summary>The weight of the cells in which the prediction is the truth.</summary>
    public double WeightOfRight
    {
        get
        {
            var sum = 0.0;
            foreach (ref readonly var cell in Cells)
            {
                sum += cell.Truth == cell.Prediction ? cell.Weight : 0;
            }

            return sum;
        }
    }

    private bool IsHashed => _side > LargestSide;

    public ref Cell this[int cell] => ref _cells[cell];

    /// <summary>The number of the cell of two classes, or -1.</summary>
    public int Find(int truth, int prediction) =>
        IsHashed ? _slots[SlotOf(truth, prediction)] - 1
        : truth < _side && prediction < _side ? _slots[truth * _side + prediction] - 1
        : -1;

    /// <summary>Adds a cell that there is not yet, and returns its number.</summary>
    public int Add(Cell cell)
    {
        if (_count == _cells.Length)
        {
            Array.Resize(ref _cells, Math.Max(4, _count * 2));
        }

        _cells[_count++] = cell;
        var side = Math.Max(cell.Truth, cell.Prediction) + 1;
        if (IsHashed ? 2 * _count > _slots.Length : side > _side)
        {
            Index(side);
        }
        else
        {
            _slots[SlotOf(cell.Truth, cell.Prediction)] = _count;
        }

        return _count - 1;
    }

    /// <summary>The weight of what was right of a class, of its examples, and of its predictions.</summary>
    public (double Right, double Actual, double Predicted) OfClass(int index)
    {
        double right = 0, actual = 0, predicted = 0;
        foreach (ref readonly var cell in Cells)
        {
            actual += cell.Truth == index ? cell.Weight : 0;
            predicted += cell.Prediction == index ? cell.Weight : 0;
            right += cell.Truth == index && cell.Prediction == index ? cell.Weight : 0;
        }

        return (right, actual, predicted);
    }

    public void Clear()
    {
        _cells = [];
        _count = 0;
        _slots = [];
        _side = 0;
    }

    /// <summary>Drops the cells that hold nothing and gives the classes of the others new numbers.</summary>
    public void Renumber(ReadOnlySpan<int> numbers)
    {
        var cells = Cells.ToArray();
        Clear();
        foreach (var cell in cells)
        {
            if (cell.Count > 0)
            {
                Add(cell with { Truth = numbers[cell.Truth], Prediction = numbers[cell.Prediction] });
            }
        }
    }

    /// <summary>Checks what was read against the number of classes.</summary>
    public void RequireClasses(int count)
    {
        foreach (var cell in Cells)
        {
            if (cell.Truth >= count || cell.Prediction >= count)
            {
                throw new StateFormatException($"A confusion matrix of {count} classes has a cell of the classes {cell.Truth} and {cell.Prediction}.");
            }
        }
    }

    /// <summary>Adds a cell that was read.</summary>
    public void Restore(Cell cell)
    {
        if (cell.Truth is < 0 or int.MaxValue || cell.Prediction is < 0 or int.MaxValue || cell.Count < 0 || !(cell.Weight >= 0) || !double.IsFinite(cell.Weight) ||
            Find(cell.Truth, cell.Prediction) >= 0)
        {
            throw new StateFormatException(
                $"A confusion matrix has a cell of the classes {cell.Truth} and {cell.Prediction} with {cell.Count} predictions of the weight {cell.Weight}, or has it twice.");
        }

        Add(cell);
    }

    void IStateful.Describe(StateArchive state)
    {
        var truths = new int[_count];
        var predictions = new int[_count];
        var weights = new double[_count];
        var counts = new long[_count];
        for (var i = 0; i < _count; i++)
        {
            (truths[i], predictions[i], weights[i], counts[i]) = (_cells[i].Truth, _cells[i].Prediction, _cells[i].Weight, _cells[i].Count);
        }

        state.Field("truths", ref truths, FieldLength.Any, WholeRange.Below(int.MaxValue));
        state.Field("predictions", ref predictions, truths.Length, WholeRange.Below(int.MaxValue));
        state.Field("weights", ref weights, truths.Length, NumberRange.NotNegative);
        state.Field("counts", ref counts, truths.Length);
        if (!state.IsLoading)
        {
            return;
        }

        Clear();
        for (var i = 0; i < truths.Length; i++)
        {
            Restore(new Cell { Truth = truths[i], Prediction = predictions[i], Weight = weights[i], Count = counts[i] });
        }
    }

    /// <summary>Reads the square of cells that states of before hold.</summary>
    public void ReadSquare(StateArchive state)
    {
        var side = 0;
        double[] cells = [];
        long[] counts = [];
        state.Field("size", ref side);
        state.Field("cells", ref cells, FieldLength.Exactly(side, side).OrNone());
        state.Field("counts", ref counts, cells.Length);
        if (Cells.Length > 0)
        {
            return;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            if (counts[i] != 0)
            {
                Restore(new Cell { Truth = i / side, Prediction = i % side, Weight = Math.Max(0, cells[i]), Count = counts[i] });
            }
        }
    }

    /// <summary>How many cells hold nothing, and how many predictions the others hold.</summary>
    public (int Empty, UInt128 Samples) Count()
    {
        var empty = 0;
        UInt128 samples = 0;
        foreach (ref readonly var cell in Cells)
        {
            empty += cell.Count == 0 ? 1 : 0;
            samples += (UInt128)cell.Count;
        }

        return (empty, samples);
    }

    private void Index(int side)
    {
        _side = IsHashed || side > LargestSide ? int.MaxValue : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, side));
        _slots = new int[IsHashed ? (int)BitOperations.RoundUpToPowerOf2((uint)_count * 4) : _side * _side];
        for (var i = 0; i < _count; i++)
        {
            _slots[SlotOf(_cells[i].Truth, _cells[i].Prediction)] = i + 1;
        }
    }

    private int SlotOf(int truth, int prediction)
    {
        if (!IsHashed)
        {
            return truth * _side + prediction;
        }

        var mask = _slots.Length - 1;
        var slot = (int)((((ulong)(uint)truth << 32 | (uint)prediction) * 0x9E3779B97F4A7C15) >> 33) & mask;
        while (_slots[slot] is not 0 and var cell && (_cells[cell - 1].Truth != truth || _cells[cell - 1].Prediction != prediction))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
