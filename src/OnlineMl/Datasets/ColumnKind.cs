namespace OnlineMl.Datasets;

/// <summary>What becomes of the cells of a column.</summary>
public enum ColumnKind
{
    /// <summary>Each is a number.</summary>
    Number,

    /// <summary>Each is one of a number of texts that come again and again.</summary>
    Category,

    /// <summary>Each is a text of its own.</summary>
    Text,

    /// <summary>Each is a date, a time of day or both, of which parts become numbers.</summary>
    Time,

    /// <summary>Each is what there is to predict.</summary>
    Target,

    /// <summary>Each says how much the example counts.</summary>
    Weight,

    /// <summary>They are left out.</summary>
    Ignored,
}
