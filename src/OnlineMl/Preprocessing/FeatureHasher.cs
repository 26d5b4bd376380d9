using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Gives every feature a number from a fixed range as its name, so that memory stays bounded however many there are.</summary>
/// <remarks>Weinberger et al., ICML 2009, without signs. A number keeps its value; a text <c>v</c> of feature <c>f</c> becomes the
/// feature <c>f=v</c> with value 1. Features that meet under one number are added up. The hash is this library's own, so that
/// the numbers are not river's. Learns nothing; Transform costs O(features present).
/// <example><code>
/// var model = new FeatureHasher { NFeatures = 1024, Seed = 7 } | new LogisticRegression();
/// </code></example></remarks>
[Component("FeatureHasher")]
public sealed class FeatureHasher : ITransformer, IMergeable
{
    private readonly NameBuilder _name = new();

    /// <summary>How many features there can be. Range [1, ∞), default 1048576.</summary>
    public int NFeatures { get; init => field = Require.Positive(value); } = 1048576;

    /// <summary>The seed of the hash; null is the same as 0. Range (-∞, ∞), default null.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        for (var position = 0; position < x.Count; position++)
        {
            _name.Clear();
            _name.AppendName(x, position);
            var value = x.Numbers[position];
            if (x.TextAt(position) is { } text)
            {
                _name.Append("="u8);
                _name.Append(text);
                value = 1;
            }

            var index = (uint)(NameHash.Of(_name.Bytes, (uint)(Seed ?? 0)) >> 32) % (uint)NFeatures;
            _name.Clear();
            _name.Append(index);
            Accumulate(output, output.Resolve(_name.Bytes), value);
        }
    }

    void IMergeable.Merge(Shares shares)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
    }

    private static void Accumulate(FeatureVector output, int id, double value)
    {
        var known = output.IndexOf(id);
        if (known < 0)
        {
            output.Add(id, value);
        }
        else
        {
            output.SetNumber(known, output.Numbers[known] + value);
        }
    }
}
