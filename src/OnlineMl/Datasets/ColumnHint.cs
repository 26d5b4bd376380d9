namespace OnlineMl.Datasets;

/// <summary>What a person who has the data may want to say of a column.</summary>
public enum ColumnHint
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nearly all values are numbers; the others, such as <see cref="ColumnReport.Odd"/>, make texts of them.</summary>
    MostlyNumbers,

    /// <summary>The numbers may be seconds or milliseconds since 1970.</summary>
    MayBeUnixTime,

    /// <summary>Each date can be read with the month or the day first.</summary>
    MonthOrDayFirst,

    /// <summary>Each text is there but once, so that nothing can be learned from its coming again.</summary>
    AllDifferent,
}
