using System.Collections;

namespace OnlineMl;

/// <summary>The predictions of a model with several outputs, by name: a reusable buffer in which each output has a prediction of its own.</summary>
public sealed class NamedPredictions : IReadOnlyList<KeyValuePair<string, Prediction>>
{
    private readonly List<KeyValuePair<string, Prediction>> _outputs = [];
    private readonly List<Prediction> _free = [];

    /// <summary>How many outputs there are.</summary>
    public int Count => _outputs.Count;

    /// <summary>The output at a position: its name and its prediction.</summary>
    public KeyValuePair<string, Prediction> this[int index] => _outputs[index];

    /// <summary>The prediction of an output; null when there is none of that name.</summary>
    public Prediction? Find(string name)
    {
        foreach (var (known, prediction) in _outputs)
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
            {
                return prediction;
            }
        }

        return null;
    }

    /// <summary>Adds an output, and gives its empty prediction to be filled.</summary>
    /// <exception cref="ArgumentException">There is an output of that name.</exception>
    public Prediction Add(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Find(name) is not null)
        {
            throw new ArgumentException($"The output '{name}' comes twice.", nameof(name));
        }

        var prediction = _free.Count > 0 ? _free[^1] : new Prediction();
        if (_free.Count > 0)
        {
            _free.RemoveAt(_free.Count - 1);
        }

        prediction.Clear();
        _outputs.Add(new KeyValuePair<string, Prediction>(name, prediction));
        return prediction;
    }

    /// <summary>Adds an output with a number.</summary>
    public void Add(string name, double number) => Add(name).SetNumber(ModelTask.Regression, number);

    /// <summary>Adds an output with a class.</summary>
    public void Add(string name, Label label) => Add(name).SetLabel(ModelTask.Classification, label);

    /// <summary>Removes all outputs.</summary>
    public void Clear()
    {
        foreach (var (_, prediction) in _outputs)
        {
            _free.Add(prediction);
        }

        _outputs.Clear();
    }

    /// <summary>Makes this a copy of another buffer.</summary>
    public void CopyFrom(NamedPredictions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        foreach (var (name, prediction) in other._outputs)
        {
            Add(name).CopyFrom(prediction);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Prediction>> GetEnumerator() => _outputs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
