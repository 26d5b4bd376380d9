using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Lets some features through, by name.</summary>
public abstract class FeatureFilter : IStateless
{
    private readonly NameFilter _filter;
    private readonly bool _passesListed;

    private protected FeatureFilter(IReadOnlyList<string> keys, bool passesListed)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = [.. keys];
        _filter = new NameFilter(Keys);
        _passesListed = passesListed;
    }

    /// <summary>The names of the features that the filter is about.</summary>
    public IReadOnlyList<string> Keys { get; }

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
        _filter.Copy(x, output, _passesListed);
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
