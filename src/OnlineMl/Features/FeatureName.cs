namespace OnlineMl.Features;

/// <summary>The name of a feature that a step looks for in every example, with its id in the space seen last.</summary>
internal sealed class FeatureName(string name)
{
    private object? _space;
    private int _id = -1;

    /// <summary>Where the feature stands in an example, or -1 when it is absent.</summary>
    public int PositionIn(FeatureVector x)
    {
        if (!ReferenceEquals(_space, x.Space.Identity))
        {
            _space = x.Space.Identity;
            _id = -1;
        }

        if (_id < 0)
        {
            _id = x.Space.Find(name.AsSpan());
        }

        var id = _id >= 0 ? _id : x.FindStranger(name);
        return id >= 0 ? x.IndexOf(id) : -1;
    }
}
