using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>Predictions in order of time, of which the oldest leave. Records that left are used again.</summary>
internal sealed class ClassificationWindow : IStateful
{
    private readonly LinkedList<ClassificationRecord> _records = new();
    private readonly Stack<LinkedListNode<ClassificationRecord>> _spare = new();

    public int Count => _records.Count;

    public ClassificationRecord? Oldest => _records.First?.Value;

    public ClassificationRecord Add(Label yTrue, Label yPred, double weight, long ticks = 0)
    {
        var node = _spare.Count > 0 ? _spare.Pop() : new LinkedListNode<ClassificationRecord>(new ClassificationRecord());
        var record = node.Value;
        record.YTrue = yTrue;
        record.YPred = yPred;
        record.Weight = weight;
        record.Ticks = ticks;
        record.HasProbabilities = false;
        var before = _records.Last;
        while (before is not null && before.Value.Ticks > ticks)
        {
            before = before.Previous;
        }

        if (before is null)
        {
            _records.AddFirst(node);
        }
        else
        {
            _records.AddAfter(before, node);
        }

        return record;
    }

    public ClassificationRecord Add(Label yTrue, Probabilities yPred, double weight, long ticks = 0)
    {
        var record = Add(yTrue, default(Label), weight, ticks);
        record.Probabilities.CopyFrom(yPred);
        record.HasProbabilities = true;
        return record;
    }

    public void RemoveOldest()
    {
        var node = _records.First!;
        _records.RemoveFirst();
        _spare.Push(node);
    }

    void IStateful.Describe(StateArchive state)
    {
        var labels = new List<Label>();
        var numbers = new List<double>();
        var ticks = new long[_records.Count];
        var widths = new List<int>();
        var row = 0;
        foreach (var record in _records)
        {
            labels.Add(record.YTrue);
            labels.Add(record.YPred);
            numbers.Add(record.Weight);
            ticks[row++] = record.Ticks;
            widths.Add(record.HasProbabilities ? record.Probabilities.Count : -1);
            for (var i = 0; record.HasProbabilities && i < record.Probabilities.Count; i++)
            {
                labels.Add(record.Probabilities.Labels[i]);
                numbers.Add(record.Probabilities.Values[i]);
            }
        }

        state.Field("labels", labels, FieldLength.Any);
        state.Field("numbers", numbers, FieldLength.Any);
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

        _records.Clear();
        int label = 0, number = 0;
        for (var row = 0; row < ticks.Length; row++)
        {
            var record = Add(labels[label], labels[label + 1], numbers[number], ticks[row]);
            label += 2;
            number++;
            record.HasProbabilities = widths[row] >= 0;
            record.Probabilities.Clear();
            for (var i = 0; i < widths[row]; i++)
            {
                record.Probabilities.Add(labels[label++], numbers[number++]);
            }
        }
    }
}
