using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Replaces each value of a text feature by a number: the first value learned gets the least number, and so on.</summary>
/// <remarks>Numbers are measured rather than codes, so they stay as they are unless <see cref="EncodesNumbers"/> or <see cref="Categories"/> say otherwise.
/// The reserved numbers <see cref="UnknownValue"/> and <see cref="NoneValue"/> are skipped. Transform costs O(features known);
/// memory grows with the values ever seen.
/// <example><code>
/// var model = new OrdinalEncoder() | new HoeffdingTreeClassifier();
/// </code></example></remarks>
[Component("OrdinalEncoder")]
public sealed class OrdinalEncoder : ITransformer
{
    private readonly FeatureSpace _values = new();
    private readonly NameBuilder _key = new();
    private int[] _codes = [];
    private int[] _nextCodes = [];
    private int _size;
    private bool _encodesNumbers;

    /// <summary>The number of each value of each feature, when they are known beforehand. Null learns them. Default null.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>? Categories { get; init; }

    /// <summary>Whether numbers are codes, too, as they are in river. Default false: they stay as they are.</summary>
    [Parameter("encodes_numbers")]
    public bool EncodesNumbers
    {
        get => _encodesNumbers;
        init => _encodesNumbers = value;
    }

    /// <summary>The number of values that were not learned; null leaves such a feature out.
    /// Range (-∞, ∞), default 0.</summary>
    public int? UnknownValue { get; init; } = 0;

    /// <summary>The number of a feature that was learned before and is absent. Range (-∞, ∞), default -1.</summary>
    public int NoneValue { get; init; } = -1;

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        x.AdmitStrangers();
        var ids = x.Ids;
        var size = FeatureArray.Extent(ids);
        if (size > _size)
        {
            FeatureArray.Grow(ref _nextCodes, size);
            _size = size;
        }

        for (var position = 0; position < ids.Length; position++)
        {
            if (!IsEncoded(x, position))
            {
                continue;
            }

            ref var next = ref _nextCodes[ids[position]];
            next = next == 0 ? Next(0) + 1 : next;
            if (Categories is null && Find(x, position) < 0)
            {
                var value = _values.TryGetOrAdd(_key.Bytes, x.MostNames);
                if (value < 0)
                {
                    continue;
                }

                if (value >= _codes.Length)
                {
                    Array.Resize(ref _codes, Math.Max(8, value * 2));
                }

                _codes[value] = next - 1;
                next = Next(next) + 1;
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        for (var position = 0; position < x.Count; position++)
        {
            if (!IsEncoded(x, position))
            {
                output.AddFrom(x, position);
            }
            else if (CodeOf(x, position) is { } code)
            {
                var id = x.Ids[position];
                output.Add(id < FeatureSpace.FirstStranger ? id : output.Resolve(x.NameAt(position).AsSpan()), (double)code);
            }
        }

        for (var id = 0; id < Math.Min(_size, output.Space.Count); id++)
        {
            if (_nextCodes[id] > 0 && x.IndexOf(id) < 0)
            {
                output.Add(id, (double)NoneValue);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        // Earlier versions encoded every number and had no such field.
        _encodesNumbers |= state.IsLoading;
        state.Field("encodesNumbers", ref _encodesNumbers);
        state.Child("values", _values);
        state.Field("codes", ref _codes, _values.Count);
        state.Field(new FieldName("nextCodes", Formerly: "next_codes"), ref _nextCodes, FieldLength.First(_size));
        if (state.IsLoading)
        {
            _size = _nextCodes.Length;
        }
    }

    private bool IsEncoded(FeatureVector x, int position) => _encodesNumbers || Categories is not null || x.IsText(position);

    private int? CodeOf(FeatureVector x, int position)
    {
        if (Categories is not null)
        {
            return Categories.TryGetValue(x.NameAt(position), out var codes) && codes.TryGetValue(ValueText(x, position), out var code)
                ? code
                : UnknownValue;
        }

        var value = Find(x, position);
        return value < 0 ? UnknownValue : _codes[value];
    }

    private int Find(FeatureVector x, int position)
    {
        _key.Clear();
        _key.AppendName(x, position);
        _key.Append("\0"u8);
        _key.AppendValue(x, position);
        return _values.Find(_key.Bytes);
    }

    private string ValueText(FeatureVector x, int position)
    {
        _key.Clear();
        _key.AppendValue(x, position);
        return System.Text.Encoding.UTF8.GetString(_key.Bytes);
    }

    private int Next(int code)
    {
        while (code == UnknownValue || code == NoneValue)
        {
            code++;
        }

        return code;
    }
}
