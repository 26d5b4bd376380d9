namespace OnlineMl.Parity;

/// <summary>What became of a record.</summary>
public enum RecordStatus
{
    /// <summary>Everything in it is equal.</summary>
    Matched,

    /// <summary>Something in it differs.</summary>
    Differed,

    /// <summary>It names a component that does not exist yet, or is a table without a spec.</summary>
    NotBuildable,

    /// <summary>It is not compared, for a reason that <see cref="Exclusions"/> gives.</summary>
    Excluded,
}
