using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>Predictions from the oldest to the newest, in the order of their time where they have one. Records that left are used again.</summary>
internal sealed class ClassificationWindow : IStateful
{
    private ClassificationRecord?[] _records = [];
    private int _oldest;
    private int _count;
    private int _mask = -1;

    public int Count => _count;

    /// <summary>How many predictions have a weight that is no whole number, or too large for sums of such to be exact.</summary>
    public int Fractions { get; private set; }

    /// <summary>A prediction by its age, 0 being the oldest.</summary>
    public ClassificationRecord this[int index] => _records[(_oldest + index) & _mask]!;

    /// <summary>Adds a prediction behind the last one that is not newer, and returns where that is.</summary>
    public int Add(Label yTrue, Label yPred, Probabilities? probabilities, double weight, long ticks)
    {
        if (_count > _mask)
        {
            Grow();
        }

        var index = _count++;
        var record = _records[(_oldest + index) & _mask] ?? new ClassificationRecord();
        record.Set(yTrue, yPred, probabilities, weight, ticks);
        Fractions += record.IsWhole ? 0 : 1;
        for (; index > 0 && this[index - 1].Ticks > ticks; index--)
        {
            _records[(_oldest + index) & _mask] = this[index - 1];
        }

        _records[(_oldest + index) & _mask] = record;
        return index;
    }

    public void RemoveOldest()
    {
        Fractions -= this[0].IsWhole ? 0 : 1;
        _oldest = (_oldest + 1) & _mask;
        _count--;
    }

    /// <summary>Takes false for true in all predictions.</summary>
    public void Reverse()
    {
        for (var i = 0; i < _count; i++)
        {
            this[i].Reverse();
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        var labels = new List<Label>();
        var numbers = new List<double>();
        var ticks = new long[_count];
        var widths = new List<int>();
        for (var row = 0; row < _count; row++)
        {
            var record = this[row];
            labels.Add(record.YTrue);
            labels.Add(record.YPred);
            numbers.Add(record.Weight);
            ticks[row] = record.Ticks;
            widths.Add(record.HasProbabilities ? record.Probabilities.Count : -1);
            for (var i = 0; record.HasProbabilities && i < record.Probabilities.Count; i++)
            {
                labels.Add(record.Probabilities.Labels[i]);
                numbers.Add(record.Probabilities.Values[i]);
            }
        }

        state.Field("labels", labels, FieldLength.Any);
        state.Field("numbers", numbers, FieldLength.Any, NumberRange.Any);
        state.Field("ticks", ref ticks, FieldLength.Any);
        state.Field("widths", widths, ticks.Length, WholeRange.AtLeast(-1));
        if (state.IsLoading)
        {
            Restore(labels, numbers, ticks, widths);
        }
    }

    private void Restore(List<Label> labels, List<double> numbers, long[] ticks, List<int> widths)
    {
        var width = widths.Sum(count => Math.Max(0, count));
        if (numbers.Count != ticks.Length + width || labels.Count != 2 * ticks.Length + width)
        {
            throw new StateFormatException("The parts of a window of predictions do not fit together.");
        }

        _oldest = 0;
        _count = 0;
        Fractions = 0;
        var probabilities = new Probabilities();
        int label = 0, number = 0;
        var before = long.MinValue;
        for (var row = 0; row < ticks.Length; row++)
        {
            Label yTrue = labels[label++], yPred = labels[label++];
            var weight = numbers[number++];
            probabilities.Clear();
            for (var i = 0; i < widths[row]; i++)
            {
                probabilities.Add(labels[label++], numbers[number++]);
            }

            if (!double.IsFinite(weight) || weight < 0 || ticks[row] < before || (widths[row] < 0 && yPred.IsNone) || widths[row] == 0)
            {
                throw new StateFormatException($"A window has a prediction of the weight {weight} and the time {ticks[row]} behind one of {before}, which cannot have been taken in.");
            }

            before = ticks[row];
            if (weight > 0)
            {
                Add(yTrue, yPred, widths[row] < 0 ? null : probabilities, weight, before);
            }
        }
    }

    private void Grow()
    {
        var records = new ClassificationRecord?[Math.Max(8, (_mask + 1) * 2)];
        for (var i = 0; i < _count; i++)
        {
            records[i] = this[i];
        }

        _records = records;
        _oldest = 0;
        _mask = records.Length - 1;
    }
}
