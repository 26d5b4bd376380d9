namespace OnlineMl.Drift;

/// <summary>Which changes of a mean count as drift.</summary>
public enum ChangeDirection
{
    /// <summary>Only an increase.</summary>
    Up,

    /// <summary>Only a decrease.</summary>
    Down,

    /// <summary>An increase as well as a decrease.</summary>
    Both,
}
