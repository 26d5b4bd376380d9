namespace OnlineMl.Cli.Formats;

/// <summary>What the values of a column are that is written.</summary>
internal enum WrittenKind
{
    /// <summary>Numbers only.</summary>
    Number,

    /// <summary>True and false only.</summary>
    Truth,

    /// <summary>Texts, perhaps numbers among them.</summary>
    Text,
}
