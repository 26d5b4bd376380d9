namespace OnlineMl.Serving.Storage;

/// <summary>When an event counts as stored.</summary>
public enum Durability
{
    /// <summary>When it is on the disk: nothing acknowledged is lost when the machine loses power.</summary>
    Fsync,

    /// <summary>When the operating system has it: nothing acknowledged is lost when the process dies.</summary>
    OperatingSystem,

    /// <summary>At once. Events are not logged; what was learned since the last snapshot is lost when the process dies.</summary>
    None,
}
