using System.CommandLine;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>The options that say how the columns of the data are read.</summary>
internal sealed class ColumnChoices
{
    private static readonly (string Name, TimeNotation Notation)[] Notations =
    [
        ("iso", TimeNotation.Iso), ("ymd", TimeNotation.Iso), ("mdy", TimeNotation.MonthFirst), ("dmy", TimeNotation.DayFirst), ("named", TimeNotation.Named),
        ("clock", TimeNotation.Clock), ("unix", TimeNotation.UnixSeconds), ("unixms", TimeNotation.UnixMilliseconds),
    ];

    private readonly Option<string[]> _number = new("--number") { Description = "Columns that must be numbers, separated by commas." };
    private readonly Option<string[]> _decimalComma = new("--decimal-comma") { Description = "Columns of numbers with a decimal comma; by default told from the first rows." };
    private readonly Option<string[]> _text = new("--text") { Description = "Columns of free text, separated by commas." };
    private readonly Option<string[]> _category = new("--category") { Description = "Columns of codes, which are texts even when they look like numbers or dates." };
    private readonly Option<string[]> _date = new("--date")
    {
        Description = "Columns of dates and times, with the notation if the values do not tell: when=dmy, when=mdy, when=iso, when=named, when=clock, when=unix, when=unixms.",
    };

    private readonly Option<string[]> _dateParts = new("--date-parts")
    {
        Description = "What becomes of dates and times: year, month, weekday, hour, day (days since 1970), or none; by default all that the values have.",
    };

    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Columns to leave out." };
    private readonly Option<string?> _missing = new("--missing")
    {
        Description = "What stands for a missing value, separated by commas; by default NA, N/A, NaN, null, none and -. An empty value always does.",
    };

    private readonly Option<string?> _weight = new("--weight-column") { Description = "The column that says how much a row counts." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first value that does not fit its column, and at the first row without a target." };

    public IEnumerable<Option> All => [_number, _decimalComma, _text, _category, _date, _dateParts, _ignore, _missing, _weight, _strict];

    /// <summary>Names separated by commas, from all times that an option was given.</summary>
    public static string[] Names(ParseResult parsed, Option<string[]> option) =>
        [.. (parsed.GetValue(option) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The column of the weights; null when it is not named.</summary>
    public string? WeightOf(ParseResult parsed) => parsed.GetValue(_weight);

    /// <param name="parsed">The command line.</param>
    /// <param name="target">The column to predict, or null.</param>
    /// <param name="targetType">How it is read.</param>
    /// <param name="known">What is known of the columns of the data that a model learned from.</param>
    /// <param name="wholeTimes">Columns that stay as they are when they have dates.</param>
    /// <param name="learns">Whether targets and weights are used; otherwise their columns are left out and need not be there.</param>
    /// <param name="keepsUnlabeled">Whether rows without a target are examples.</param>
    public ColumnOptions Of(ParseResult parsed, string? target, TargetType targetType, ColumnSchema? known, IReadOnlyCollection<string> wholeTimes, bool learns, bool keepsUnlabeled)
    {
        var weight = parsed.GetValue(_weight);
        string[] ignored = [.. Names(parsed, _ignore), .. learns ? [] : new[] { target, weight }.OfType<string>()];
        return new ColumnOptions
        {
            Target = learns ? target : null,
            TargetType = targetType,
            Weight = learns ? weight : null,
            Known = known,
            Numbers = Names(parsed, _number),
            DecimalCommas = Names(parsed, _decimalComma),
            Text = Names(parsed, _text),
            Categories = Names(parsed, _category),
            Times = TimesOf(parsed, known),
            WholeTimes = wholeTimes,
            Ignored = ignored,
            Missing = parsed.GetValue(_missing)?.Split(',', StringSplitOptions.TrimEntries),
            MayLackIgnored = !learns,
            KeepsUnlabeled = keepsUnlabeled,
            IsStrict = parsed.GetValue(_strict),
            WaitsForSample = learns,
            Noticed = note => Console.Error.WriteLine($"onlineml: {note}"),
        };
    }

    private TimeColumn[] TimesOf(ParseResult parsed, ColumnSchema? known)
    {
        var parts = PartsOf(parsed);
        return Array.ConvertAll(Names(parsed, _date), text =>
        {
            var split = text.LastIndexOf('=');
            var column = split < 0 ? text : text[..split];
            var earlier = known?.Times.FirstOrDefault(time => time.Column == column);
            return new TimeColumn(column, split < 0 ? earlier?.Notation : NotationOf(text[(split + 1)..]), parts ?? earlier?.Parts);
        });
    }

    private static TimeNotation NotationOf(string name) =>
        Array.FindIndex(Notations, notation => notation.Name == name) is >= 0 and var i
            ? Notations[i].Notation
            : throw new UsageException($"--date has the notation '{name}'; it must be one of {string.Join(", ", Notations.Select(notation => notation.Name))}.");

    private TimeParts? PartsOf(ParseResult parsed)
    {
        var names = Names(parsed, _dateParts);
        var parts = TimeParts.None;
        foreach (var name in names)
        {
            parts |= name switch
            {
                "year" => TimeParts.Year,
                "month" => TimeParts.Month,
                "weekday" => TimeParts.Weekday,
                "hour" => TimeParts.Hour,
                "day" => TimeParts.Day,
                "none" => TimeParts.None,
                _ => throw new UsageException($"--date-parts has '{name}'; it must be of year, month, weekday, hour, day and none."),
            };
        }

        return names.Length == 0 ? null : parts;
    }
}
