namespace OnlineMl.Datasets;

/// <summary>How the target of <see cref="FriedmanDrift"/> changes.</summary>
public enum FriedmanDriftType
{
    /// <summary>Local expanding abrupt drift: three sudden changes in two growing regions of the input.</summary>
    Lea,

    /// <summary>Global recurring abrupt drift: everything changes suddenly, and later back again.</summary>
    Gra,

    /// <summary>Global and slow gradual drift: two changes, in each of which old and new examples mix for a while.</summary>
    Gsg,
}
