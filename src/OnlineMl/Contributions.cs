using System.Collections;
using OnlineMl.Numerics;

namespace OnlineMl;

/// <summary>What each feature adds to a prediction: a reusable buffer of names and numbers, which together with <see cref="Baseline"/> sum to the
/// prediction on the <see cref="Scale"/> that the model names.</summary>
/// <remarks>Features have the names that the model sees, which behind encoders are not those of the example. One that the model has not learned
/// adds 0.</remarks>
public sealed class Contributions : IReadOnlyList<KeyValuePair<string, double>>
{
    private readonly List<KeyValuePair<string, double>> _parts = [];

    /// <summary>What the model predicts without any feature.</summary>
    public double Baseline { get; set; }

    /// <summary>What the sum is.</summary>
    public ContributionScale Scale { get; set; }

    /// <summary>The class that a positive number speaks for, which is the predicted one; none where a number is predicted.</summary>
    public Label Class { get; set; }

    /// <summary>The class that it speaks against, which is the next probable one, on the scale of <see cref="ContributionScale.LogOdds"/>; none
    /// where a single class is known, or on other scales.</summary>
    public Label Rival { get; set; }

    /// <summary>The prediction on the scale: the baseline and what all features add.</summary>
    public double Sum
    {
        get
        {
            var sum = Baseline;
            foreach (var (_, contribution) in _parts)
            {
                sum += contribution;
            }

            return sum;
        }
    }

    /// <summary>How many features are listed.</summary>
    public int Count => _parts.Count;

    /// <summary>The feature at a position and what it adds.</summary>
    public KeyValuePair<string, double> this[int index] => _parts[index];

    /// <summary>Adds a feature.</summary>
    public void Add(string name, double contribution) => _parts.Add(new KeyValuePair<string, double>(name, contribution));

    /// <summary>Removes all features, the baseline and the classes.</summary>
    public void Clear()
    {
        _parts.Clear();
        Baseline = 0;
        Scale = ContributionScale.Number;
        Class = Rival = default;
    }

    /// <summary>Multiplies all with a factor and adds an offset to the baseline.</summary>
    internal void Stretch(double factor, double offset)
    {
        Baseline = (Baseline * factor) + offset;
        for (var i = 0; i < _parts.Count; i++)
        {
            _parts[i] = new(_parts[i].Key, _parts[i].Value * factor);
        }
    }

    /// <summary>Gives the sum and the baseline other values; features share what lies between them as before.</summary>
    internal void Share(double sum, double baseline, ContributionScale scale)
    {
        var before = Sum - Baseline;
        var factor = before == 0 ? 0 : (sum - baseline) / before;
        Stretch(factor, 0);
        Baseline = before == 0 ? sum : baseline;
        Scale = scale;
    }

    /// <summary>Makes the sum and the baseline what a function makes of them; features share what lies between them as before.</summary>
    internal void Map(Func<double, double> function, ContributionScale scale) => Share(function(Sum), function(Baseline), scale);

    /// <summary>Brings the contributions to a predicted number to its own scale.</summary>
    internal void ToNumber()
    {
        if (Scale == ContributionScale.LogNumber)
        {
            Map(Elementary.Exp, ContributionScale.Number);
        }
    }

    /// <summary>Makes this a copy of another buffer.</summary>
    public void CopyFrom(Contributions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        Baseline = other.Baseline;
        Scale = other.Scale;
        Class = other.Class;
        Rival = other.Rival;
        _parts.AddRange(other._parts);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
