namespace OnlineMl.Datasets;

/// <summary>How the columns of a table, or the fields of JSON lines, are read. The beginning of the data decides on a column that is not named or
/// known here.</summary>
/// <remarks>The first rows, up to 1,000 or as many as 256 KiB hold, decide: a column is a number when all its values but the missing ones are, dates and
/// times when all are those, else a category. Digits of which some begin with a zero and have three or more places, as zip codes do, are categories. A column without values there is decided by its first value. A later value that is not of the kind is absent,
/// and <see cref="ITableReader.Notes"/> tells of it. A row of CSV that has more or fewer values than the header, and a line that is no JSON object, is left
/// out, counted in <see cref="ITableReader.SkippedRows"/> and told.</remarks>
public sealed record ColumnOptions
{
    /// <summary>What stands for an absent value unless <see cref="Missing"/> says otherwise, in capital or small letters: nothing, NA, N/A, NaN, null,
    /// none, and a hyphen. In a target of classes <c>none</c> and the hyphen are classes.</summary>
    public static IReadOnlyCollection<string> UsualMissing { get; } = ["", "NA", "N/A", "NaN", "null", "none", "-"];

    /// <summary>The column with what there is to predict; null when there is none.</summary>
    public string? Target { get; init; }

    /// <summary>How the target is read. Default <see cref="OnlineMl.Datasets.TargetType.Class"/>.</summary>
    public TargetType TargetType { get; init => field = Require.Defined(value); } = TargetType.Class;

    /// <summary>The column that says how much an example counts; null when all count 1. An example with a weight that is missing or no weight is left out.</summary>
    public string? Weight { get; init; }

    /// <summary>Columns that must be numbers, even when they were something else in <see cref="Known"/>.</summary>
    public IReadOnlyCollection<string> Numbers { get; init; } = [];

    /// <summary>Columns of numbers with a comma before the decimals and perhaps points between thousands.</summary>
    public IReadOnlyCollection<string> DecimalCommas { get; init; } = [];

    /// <summary>Columns of dates and times, which become numbers.</summary>
    public IReadOnlyCollection<TimeColumn> Times { get; init; } = [];

    /// <summary>Columns that stay as they are when they turn out to be dates and times: texts, or numbers.</summary>
    public IReadOnlyCollection<string> WholeTimes { get; init; } = [];

    /// <summary>Columns of free text, whose values are hardly ever the same.</summary>
    public IReadOnlyCollection<string> Text { get; init; } = [];

    /// <summary>Columns of codes that are texts even when they look like numbers.</summary>
    public IReadOnlyCollection<string> Categories { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>What stands for an absent value, in capital or small letters; nothing always does. Default null: what <see cref="Known"/> has, else
    /// <see cref="UsualMissing"/>.</summary>
    public IReadOnlyCollection<string>? Missing { get; init; }

    /// <summary>What the columns not named here were in earlier data. They need not be there.
    /// The earlier target is left out unless it is the <see cref="Target"/>. Default null.</summary>
    public ColumnSchema? Known { get; init; }

    /// <summary>Whether columns to be left out need not be there. Default false.</summary>
    public bool MayLackIgnored { get; init; }

    /// <summary>Whether a row without a target is an example all the same, with <see cref="OnlineMl.Target.Unknown"/>. Default false: it is left out.</summary>
    public bool KeepsUnlabeled { get; init; }

    /// <summary>Whether a value that is not of the kind of its column, or a row without a target, ends the reading with an error. Default false: the value
    /// is absent, the row is left out, and both are told.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether the first example waits until the rows that decide on the columns are there. Default true; false where each row of a pipe is to be
    /// answered before the next one comes.</summary>
    public bool WaitsForSample { get; init; } = true;

    /// <summary>Whether values stay as they are written, for data that are copied rather than learned: cells of tables are texts, numbers and texts in JSON
    /// what they are there, its truth values texts. What else is said here of a column goes before. Only an empty cell is absent unless
    /// <see cref="Missing"/> says otherwise.</summary>
    internal bool KeepsCells { get; init; }

    /// <summary>Is told of the first value of each column that does not fit, on the thread that reads.</summary>
    public Action<ReadingNote>? Noticed { get; init; }
}
