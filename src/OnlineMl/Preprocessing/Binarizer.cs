using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Turns each number into 1 when it is above a threshold, else 0.</summary>
/// <remarks>Learns nothing. Texts pass unchanged. Transform costs O(features present).
/// <example><code>
/// var binarizer = new Binarizer { Threshold = 30 };
/// binarizer.Transform(x, binary);
/// </code></example></remarks>
[Component("Binarizer")]
public sealed class Binarizer : ITransformer, IMergeable
{
    /// <summary>Numbers above it become 1, the others 0. Range (-∞, ∞), default 0.</summary>
    public double Threshold { get; init => field = Require.Finite(value); }

    /// <summary>The type that river gives the result: <c>bool</c>, <c>int</c> or <c>float</c>. Features are numbers here, so that it
    /// changes nothing. Default <c>bool</c>.</summary>
    /// <exception cref="ArgumentException">The name is another one.</exception>
    public string Dtype
    {
        get;
        init => field = value is "bool" or "int" or "float"
            ? value
            : throw new ArgumentException($"Dtype is '{value}' but must be bool, int or float.", nameof(value));
    } = "bool";

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var binary = output.CopyForChange(x);
        for (var i = 0; i < binary.Length; i++)
        {
            if (!x.IsText(i))
            {
                binary[i] = binary[i] > Threshold ? 1 : 0;
            }
        }
    }

    void IMergeable.Merge(Shares shares)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
