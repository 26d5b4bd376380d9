using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>A step that gives features other names and does nothing else.</summary>
/// <remarks>When a new name is taken already, the first feature keeps it. Transform costs O(features present).</remarks>
public abstract class NameChange : IStateless
{
    private readonly FeatureMap _map;

    private protected NameChange() => _map = new FeatureMap(NewName);

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
        _map.Append(x, output);
    }

    void IStateful.Describe(StateArchive state)
    {
    }

    private protected abstract string NewName(string name);
}
