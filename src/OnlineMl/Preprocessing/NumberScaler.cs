using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each number by what was learned of its feature; texts pass unchanged.</summary>
public abstract class NumberScaler : ITransformer
{
    private protected NumberScaler()
    {
    }

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Check(x);
        x.AdmitStrangers();
        var ids = x.Ids;
        var numbers = x.Numbers;
        Grow(FeatureArray.Extent(ids));
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!x.IsText(i))
            {
                LearnOne(ids[i], numbers[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var scaled = output.CopyForChange(x);
        var ids = x.Ids;
        for (var i = 0; i < scaled.Length; i++)
        {
            if (!x.IsText(i))
            {
                scaled[i] = Scale(ids[i], scaled[i]);
            }
        }
    }

    void IStateful.Describe(StateArchive state) => Describe(state);

    /// <summary>Refuses numbers that would overflow what is learned.</summary>
    /// <exception cref="NonFiniteStepException">There is one.</exception>
    private protected abstract void Check(FeatureVector x);

    /// <summary>Makes room for features up to an id.</summary>
    private protected abstract void Grow(int size);

    private protected abstract void LearnOne(int id, double number);

    private protected abstract double Scale(int id, double number);

    private protected abstract void Describe(StateArchive state);
}
