using System.Collections;

namespace OnlineMl;

/// <summary>What each feature adds to a prediction: a reusable buffer of names and numbers, which together with <see cref="Baseline"/> sum to what
/// the model predicts before any last function such as the logistic one.</summary>
public sealed class Contributions : IReadOnlyList<KeyValuePair<string, double>>
{
    private readonly List<KeyValuePair<string, double>> _parts = [];

    /// <summary>What the model predicts without any feature.</summary>
    public double Baseline { get; set; }

    /// <summary>How many features are listed.</summary>
    public int Count => _parts.Count;

    /// <summary>The feature at a position and what it adds.</summary>
    public KeyValuePair<string, double> this[int index] => _parts[index];

    /// <summary>Adds a feature.</summary>
    public void Add(string name, double contribution) => _parts.Add(new KeyValuePair<string, double>(name, contribution));

    /// <summary>Removes all features and the baseline.</summary>
    public void Clear()
    {
        _parts.Clear();
        Baseline = 0;
    }

    /// <summary>Makes this a copy of another buffer.</summary>
    public void CopyFrom(Contributions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        Baseline = other.Baseline;
        _parts.AddRange(other._parts);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
