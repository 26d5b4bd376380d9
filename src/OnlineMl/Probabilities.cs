using System.Collections;

namespace OnlineMl;

/// <summary>A reusable buffer of (class, probability) pairs, in the order in which the model knows its classes.</summary>
/// <remarks>Empty when the model has seen no class. Not safe for use by several threads at once.</remarks>
public sealed class Probabilities : IEnumerable<KeyValuePair<Label, double>>
{
    private Label[] _labels = [];
    private double[] _values = [];
    private bool _ownsLabels = true;
    private int _count;

    /// <summary>How many classes there are.</summary>
    public int Count => _count;

    /// <summary>The classes.</summary>
    public ReadOnlySpan<Label> Labels => _labels.AsSpan(0, _count);

    /// <summary>The probabilities, one per class, writable so that a model can scale them in place.</summary>
    public Span<double> Values => _values.AsSpan(0, _count);

    /// <summary>The probability of a class, 0 when the class is not listed.</summary>
    public double this[Label label]
    {
        get
        {
            for (var i = 0; i < _count; i++)
            {
                if (_labels[i].Equals(label))
                {
                    return _values[i];
                }
            }

            return 0;
        }
    }

    /// <summary>The first class with the largest probability, or no label when there is no class.</summary>
    public Label MostProbable
    {
        get
        {
            if (_count == 0)
            {
                return default;
            }

            if (_count == 2)
            {
                // Which of two it is cannot be foreseen, so nothing here branches on it.
                return _labels[_values[0] < _values[1] ? 1 : 0];
            }

            var best = 0;
            for (var i = 1; i < _count; i++)
            {
                if (_values[i] > _values[best])
                {
                    best = i;
                }
            }

            return _labels[best];
        }
    }

    /// <summary>Removes all classes.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether a class is listed.</summary>
    public bool Contains(Label label)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_labels[i].Equals(label))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a class that is not yet listed.</summary>
    public void Add(Label label, double probability)
    {
        OwnLabels();
        if (_count == _labels.Length)
        {
            Array.Resize(ref _labels, Math.Max(4, _count * 2));
        }

        if (_values.Length < _labels.Length)
        {
            Array.Resize(ref _values, _labels.Length);
        }

        _labels[_count] = label;
        _values[_count++] = probability;
    }

    /// <summary>Lists exactly the classes of a table, in its order, and returns their probabilities, all zero, to be filled in.</summary>
    /// <remarks>Copies no labels and allocates only when the number of classes has grown.</remarks>
    public Span<double> Fill(ClassTable classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        _labels = classes.Raw;
        _ownsLabels = false;
        _count = classes.Count;
        if (_values.Length < _count)
        {
            _values = new double[Math.Max(4, _count * 2)];
        }

        var values = _values.AsSpan(0, _count);
        values.Clear();
        return values;
    }

    /// <summary>Lists the two classes of a table with their probabilities.</summary>
    internal void Fill(ClassTable classes, double first, double second)
    {
        _labels = classes.Raw;
        _ownsLabels = false;
        _count = 2;
        if (_values.Length < 2)
        {
            _values = new double[4];
        }

        _values[0] = first;
        _values[1] = second;
    }

    /// <summary>Puts false in the place of true, and true in that of false.</summary>
    internal void Reverse()
    {
        for (var i = 0; i < _count; i++)
        {
            Rename(i, _labels[i].Opposite);
        }
    }

    /// <summary>Gives a class another name.</summary>
    internal void Rename(int index, Label label)
    {
        OwnLabels();
        _labels[index] = label;
    }

    /// <summary>Makes this a copy of another buffer.</summary>
    public void CopyFrom(Probabilities other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        for (var i = 0; i < other._count; i++)
        {
            Add(other._labels[i], other._values[i]);
        }
    }

    /// <summary>Divides by the sum, so that the probabilities sum to one. A sum of zero leaves them as they are.</summary>
    public void Normalize()
    {
        var sum = 0.0;
        foreach (var value in Values)
        {
            sum += value;
        }

        if (sum == 0)
        {
            return;
        }

        foreach (ref var value in Values)
        {
            value /= sum;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Label, double>> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return new KeyValuePair<Label, double>(_labels[i], _values[i]);
        }
    }

    private void OwnLabels()
    {
        if (!_ownsLabels)
        {
            var own = new Label[Math.Max(4, _count * 2)];
            Labels.CopyTo(own);
            _labels = own;
            _ownsLabels = true;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
