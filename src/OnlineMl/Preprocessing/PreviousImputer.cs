using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Replaces an absent feature by its latest value.</summary>
/// <remarks>Transform costs O(features known); memory grows with the features ever seen.
/// <example><code>
/// var model = new PreviousImputer() | new LinearRegression();
/// </code></example></remarks>
[Component("PreviousImputer")]
public sealed class PreviousImputer : ITransformer
{
    private int[] _kinds = [];
    private double[] _numbers = [];
    private string[] _texts = [];

    // What whole numbers are more than a double holds; empty while there is none.
    private long[] _rests = [];
    private int _size;

    private enum Kind
    {
        Unknown,
        Number,
        Text,
    }

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">A number is not finite.</exception>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.FiniteNumbers(x, "PreviousImputer");
        x.AdmitStrangers();
        var ids = x.Ids;
        Grow(FeatureArray.Extent(ids));
        for (var position = 0; position < ids.Length; position++)
        {
            var text = x.TextAt(position);
            _kinds[ids[position]] = (int)(text is null ? Kind.Number : Kind.Text);
            _numbers[ids[position]] = x.Numbers[position];
            _texts[ids[position]] = text ?? "";
            KeepRest(ids[position], x.RestAt(position));
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        output.CopyFrom(x);
        for (var id = 0; id < Math.Min(_size, output.Space.Count); id++)
        {
            if (_kinds[id] == (int)Kind.Unknown || x.IndexOf(id) >= 0)
            {
                continue;
            }

            if (_kinds[id] == (int)Kind.Text)
            {
                output.Add(id, _texts[id]);
            }
            else
            {
                output.Add(id, _numbers[id], id < _rests.Length ? _rests[id] : 0);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("kinds", ref _kinds, FieldLength.First(_size));
        _size = state.IsLoading ? _kinds.Length : _size;
        state.Field("numbers", ref _numbers, _size);
        state.Field("texts", ref _texts, _size);
        var rests = state.IsLoading ? [] : _rests.AsSpan(0, Math.Min(_rests.Length, _size)).ToArray();
        if (state.IsLoading || rests.Length > 0)
        {
            state.Field("rests", ref rests, FieldLength.Exactly(_size).OrNone(), WholeRange.Any);
            _rests = state.IsLoading ? rests : _rests;
        }
    }

    private void KeepRest(int id, long rest)
    {
        if (rest != 0 && _rests.Length == 0)
        {
            _rests = new long[_kinds.Length];
        }

        if (_rests.Length > 0)
        {
            _rests[id] = rest;
        }
    }

    private void Grow(int size)
    {
        if (size <= _size)
        {
            return;
        }

        FeatureArray.Grow(ref _kinds, size);
        FeatureArray.Grow(ref _numbers, size);
        FeatureArray.Grow(ref _texts, size, fill: "");
        if (_rests.Length > 0)
        {
            FeatureArray.Grow(ref _rests, size);
        }

        _size = size;
    }
}
