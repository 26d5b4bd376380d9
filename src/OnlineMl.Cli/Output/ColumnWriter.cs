using System.Globalization;
using System.Text.Json;
using OnlineMl.Datasets;
using Spectre.Console;

namespace OnlineMl.Cli.Output;

/// <summary>Writes what the columns of data are, as a table or as JSON.</summary>
internal static class ColumnWriter
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int LongestCell = 44;
    private const int ShownExamples = 3;

    /// <param name="table">The columns.</param>
    /// <param name="useOf">What a model does with a column; null when there is no model.</param>
    /// <param name="withHistograms">Whether histograms are shown instead of examples.</param>
    public static void WriteTable(TableDescription table, Func<ColumnReport, string>? useOf, bool withHistograms)
    {
        var shown = new Table { Border = TableBorder.Rounded };
        shown.AddColumns("column", "kind", "missing", "distinct", "range", withHistograms ? "values" : "examples");
        if (useOf is not null)
        {
            shown.AddColumn("use");
        }

        foreach (var column in table.Columns)
        {
            Text[] cells =
            [
                new(column.Name), new(KindOf(column)), new(Count(column.Missing)), new(Count(column.Distinct) + (column.HasMoreValues ? "+" : "")), new(RangeOf(column)),
                new(withHistograms ? ValuesOf(column) : Cut(string.Join(", ", column.Examples.Take(ShownExamples)))),
            ];
            shown.AddRow(useOf is null ? cells : [.. cells, new Text(useOf(column))]);
        }

        // Names must not be broken where the output is no terminal, which has no width.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Console.IsOutputRedirected ? 200 : console.Profile.Width;
        console.Write(shown);
        foreach (var column in table.Columns)
        {
            if (HintOf(column) is { } hint)
            {
                Console.WriteLine($"{column.Name}: {hint}");
            }
        }
    }

    public static void WriteJson(Utf8JsonWriter json, TableDescription table, Func<ColumnReport, string>? useOf)
    {
        json.WriteStartArray("columns");
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", KindOf(column));
            json.WriteNumber("values", column.Values);
            json.WriteNumber("missing", column.Missing);
            json.WriteNumber("distinct", column.Distinct);
            WriteRange(json, column);
            WriteTexts(json, "examples", column.Examples);
            WriteTexts(json, "features", column.Features);
            if (column.Histogram.Count > 0)
            {
                json.WriteStartArray("histogram");
                foreach (var count in column.Histogram)
                {
                    json.WriteNumberValue(count);
                }

                json.WriteEndArray();
            }

            if (useOf is not null)
            {
                json.WriteString("use", useOf(column));
            }

            if (HintOf(column) is { } hint)
            {
                json.WriteString("hint", hint);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string KindOf(ColumnReport column) => column.Kind switch
    {
        ColumnKind.Number when column.Values == 0 => "nothing",
        ColumnKind.Number when column.HasDecimalComma => "number (1,5)",
        ColumnKind.Number => "number",
        ColumnKind.Time => column.Notation switch
        {
            TimeNotation.MonthFirst => "time (mdy)",
            TimeNotation.DayFirst => "time (dmy)",
            TimeNotation.Named => "time (named)",
            TimeNotation.Clock => "time (clock)",
            TimeNotation.UnixSeconds => "time (unix)",
            TimeNotation.UnixMilliseconds => "time (unixms)",
            TimeNotation.Iso => "time (iso)",
        },
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string? HintOf(ColumnReport column) => column.Hint switch
    {
        ColumnHint.MostlyNumbers => $"nearly all are numbers, but '{column.Odd}' is none; --missing '{column.Odd}' if that stands for nothing, --number {column.Name} to leave out all such values",
        ColumnHint.MayBeUnixTime => $"these may be moments since 1970; --date {column.Name} then",
        ColumnHint.MonthOrDayFirst => $"the month is taken to come first; --date {column.Name}=dmy if the day does",
        ColumnHint.AllDifferent => $"no text comes twice; --ignore {column.Name}, or --text {column.Name} for what has words",
        ColumnHint.None => null,
    };

    private static string RangeOf(ColumnReport column) =>
        column.Minimum is { } least ? $"{Number(least)} … {Number(column.Maximum!.Value)}"
        : column.Earliest is { } earliest ? $"{Moment(earliest)} … {Moment(column.Latest!.Value)}"
        : "";

    private static string ValuesOf(ColumnReport column)
    {
        if (column.Histogram.Count == 0)
        {
            return Cut(string.Join(", ", column.Frequent.Count > 0 ? column.Frequent.Select(value => $"{value.Key} ({Count(value.Value)})") : column.Examples.Take(ShownExamples)));
        }

        var most = column.Histogram.Max();
        return string.Concat(column.Histogram.Select(count => count == 0 ? ' ' : Bars[(count * (Bars.Length - 1) + most - 1) / most]));
    }

    private static void WriteRange(Utf8JsonWriter json, ColumnReport column)
    {
        if (column.Minimum is { } least)
        {
            json.WriteNumber("min", least);
            json.WriteNumber("max", column.Maximum!.Value);
        }
        else if (column.Earliest is { } earliest)
        {
            json.WriteString("min", Moment(earliest));
            json.WriteString("max", Moment(column.Latest!.Value));
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Cut(string text)
    {
        text = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
        return text.Length <= LongestCell ? text : string.Concat(text.AsSpan(0, LongestCell - 1), "…");
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("G6", CultureInfo.InvariantCulture);

    private static string Moment(DateTime moment) =>
        moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
