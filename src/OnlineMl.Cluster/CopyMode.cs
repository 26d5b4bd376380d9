namespace OnlineMl.Cluster;

/// <summary>Which servers besides its owner keep a copy of a model for predictions.</summary>
public enum CopyMode
{
    /// <summary>None: all calls go to the owner.</summary>
    None,

    /// <summary>Those that are asked for many predictions, as long as they are.</summary>
    Hot,

    /// <summary>All.</summary>
    All,
}
