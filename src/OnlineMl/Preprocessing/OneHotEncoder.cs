using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Turns each value of a text feature into a feature of its own, named <c>feature_value</c>, that is 1 where the value occurs
/// and 0 elsewhere.</summary>
/// <remarks>Numbers are measured rather than codes, so they are left out unless <see cref="EncodesNumbers"/> or <see cref="Categories"/> say otherwise. The zeros are those of the values learned so far; a value that was not learned has its 1 all the same. Transform costs
/// O(values known), or O(features present) when zeros are dropped; memory grows with the values ever seen,
/// of which there may be 262,144 unless zeros are dropped; an example with one more is refused.
/// <example><code>
/// var model = new Select("country") | new OneHotEncoder { DropZeros = true } | new LogisticRegression();
/// </code></example></remarks>
[Component("OneHotEncoder")]
public sealed class OneHotEncoder : ITransformer, IMergeable
{
    private readonly FeatureSpace _learned = new();
    private readonly NameBuilder _name = new();
    private readonly List<string> _unknown = [];
    private FeatureSpace? _fixed;
    private object? _output;
    private int[] _outputIds = [];
    private int _first = -1;
    private int _comparedForFirst;
    private bool _encodesNumbers;

    /// <summary>The values of each feature, when they are known beforehand: no others have a feature then. Null learns them.
    /// Default null.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Categories
    {
        get;
        init
        {
            field = value;
            _fixed = value is null ? null : NamesOf(value);
        }
    }

    /// <summary>Whether numbers are codes, too, as they are in river. Default false: they are left out.</summary>
    [Parameter("encodes_numbers")]
    public bool EncodesNumbers
    {
        get => _encodesNumbers;
        init => _encodesNumbers = value;
    }

    /// <summary>Whether the zeros are left out. Default false.</summary>
    public bool DropZeros { get; init; }

    /// <summary>Whether the feature whose name sorts first is left out. Default false.</summary>
    public bool DropFirst { get; init; }

    /// <summary>The name of <see cref="DropZeros"/> in river before 0.16; null where that is used. Default null.</summary>
    public bool? Sparse { get; init; }

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    private FeatureSpace Known => _fixed ?? _learned;

    private bool WritesZeros => !(Sparse ?? DropZeros);

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!WritesZeros || _fixed is not null)
        {
            return;
        }

        if (_learned.Count > x.MostMade - x.Count)
        {
            RefuseBeyondMost(x);
        }

        x.AdmitStrangers();
        for (var position = 0; position < x.Count; position++)
        {
            if (TryName(x, position))
            {
                _learned.TryGetOrAdd(_name.Bytes, x.MostNames);
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var dropped = DropFirst ? FirstName(x) : null;
        var droppedIndex = dropped is null ? -1 : Known.Find(dropped.AsSpan());
        if (WritesZeros)
        {
            AddZeros(output, droppedIndex);
        }

        for (var position = 0; position < x.Count; position++)
        {
            if (!TryName(x, position))
            {
                continue;
            }

            var known = Known.Find(_name.Bytes);
            if (known < 0 && (_fixed is not null || (dropped is not null && string.Equals(dropped, NameText(), StringComparison.Ordinal))))
            {
                continue;
            }

            if (known >= 0 && known == droppedIndex)
            {
                continue;
            }

            if (known >= 0 && WritesZeros)
            {
                output.SetNumber(known - (droppedIndex >= 0 && known > droppedIndex ? 1 : 0), 1);
            }
            else
            {
                output.Add(output.Resolve(_name.Bytes), 1.0);
            }
        }
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            var theirs = shares.Get<OneHotEncoder>(share)._learned;
            for (var id = 0; id < theirs.Count; id++)
            {
                _learned.GetOrAdd(theirs.Utf8NameOf(id));
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        // Earlier versions encoded every number and had no such field.
        _encodesNumbers |= state.IsLoading;
        state.Field("encodesNumbers", ref _encodesNumbers);
        state.Child("names", _learned);
        if (state.IsLoading)
        {
            _output = null;
            _comparedForFirst = 0;
        }
    }

    // Every value has a zero in every example from then on.
    private void RefuseBeyondMost(FeatureVector x)
    {
        var values = _learned.Count;
        for (var position = 0; position < x.Count; position++)
        {
            values += TryName(x, position) && Known.Find(_name.Bytes) < 0 ? 1 : 0;
        }

        MadeFeatures.Check(this, values, x.MostMade);
    }

    private static FeatureSpace NamesOf(IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
    {
        var names = new FeatureSpace();
        foreach (var (feature, values) in categories)
        {
            foreach (var value in values)
            {
                names.GetOrAdd($"{feature}_{value}".AsSpan());
            }
        }

        return names;
    }

    /// <summary>Makes the name of a value; false when the value is none that is encoded.</summary>
    private bool TryName(FeatureVector x, int position)
    {
        if (!_encodesNumbers && _fixed is null && !x.IsText(position))
        {
            return false;
        }

        _name.Clear();
        _name.AppendName(x, position);
        _name.Append("_"u8);
        _name.AppendValue(x, position);
        return true;
    }

    private string NameText() => System.Text.Encoding.UTF8.GetString(_name.Bytes);

    private void AddZeros(FeatureVector output, int dropped)
    {
        if (!ReferenceEquals(_output, output.Space.Identity))
        {
            _output = output.Space.Identity;
            Array.Clear(_outputIds);
        }

        var count = Known.Count;
        if (count > _outputIds.Length)
        {
            Array.Resize(ref _outputIds, Math.Max(8, count * 2));
        }

        for (var i = 0; i < count; i++)
        {
            if (i == dropped)
            {
                continue;
            }

            var id = _outputIds[i] - 1;
            if (id < 0)
            {
                id = output.Resolve(Known.Utf8NameOf(i));
                _outputIds[i] = id < FeatureSpace.FirstStranger ? id + 1 : 0;
            }

            output.Add(id, 0.0);
        }
    }

    // The least name of all that would be written for an example.
    private string? FirstName(FeatureVector x)
    {
        string? first = null;
        if (WritesZeros)
        {
            for (; _comparedForFirst < Known.Count; _comparedForFirst++)
            {
                if (_comparedForFirst == 0 || string.CompareOrdinal(Known.NameOf(_comparedForFirst), Known.NameOf(_first)) < 0)
                {
                    _first = _comparedForFirst;
                }
            }

            first = Known.Count > 0 ? Known.NameOf(_first) : null;
        }

        for (var position = 0; position < x.Count; position++)
        {
            if (!TryName(x, position))
            {
                continue;
            }

            var known = Known.Find(_name.Bytes);
            if (_fixed is null ? known < 0 : known >= 0 && !WritesZeros)
            {
                var name = NameText();
                first = first is null || string.CompareOrdinal(name, first) < 0 ? name : first;
            }
        }

        return first;
    }
}
