using System.CommandLine;
using System.Globalization;
using OnlineMl.Cli.Formats;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>The options about data that all commands have in common which read some.</summary>
internal sealed class DataOptions
{
    private const string NamelessTarget = "label";

    private readonly Argument<string[]> _data = new("data")
    {
        Description = "Files or patterns such as 'day-*.csv', read one after the other: CSV, NDJSON, JSON, ARFF, LIBSVM, Vowpal Wabbit, Parquet, XLSX, XLS or ODS, plain, gzip or "
            + "zstd; '-' or nothing is standard input; sample:iris, sample:breast-cancer and sample:seattle-weather are shipped.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _dataOption = new("--data") { Description = "The data, instead of the argument." };
    private readonly Option<string?> _format = new("--format") { Description = "csv, ndjson, json, arff, libsvm, vw, parquet, excel or ods; by default told from the name or the first bytes." };
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict." };
    private readonly Option<string?> _targetType = new("--target-type") { Description = "number, bool, int or text; by default what the model's task needs." };
    private readonly Option<long?> _limit = new("--limit") { Description = "Read at most so many examples." };
    private readonly ColumnChoices _columns = new();

    public DataOptions(Command command)
    {
        _data.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
            {
                result.AddError($"there is no option '{option.Value}'.");
            }
        });
        _format.CompletionSources.Add([.. DataFormat.Names]);
        _targetType.CompletionSources.Add("number", "bool", "int", "text");
        command.Add(_data);
        foreach (var option in (Option[])[_dataOption, _format, _target, _targetType, _limit, .. _columns.All])
        {
            option.AllowMultipleArgumentsPerToken = false;
            command.Add(option);
        }
    }

    public long LimitOf(ParseResult parsed)
    {
        var limit = parsed.GetValue(_limit) ?? long.MaxValue;
        return limit >= 0 ? limit : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--limit is {limit}; it cannot be negative."));
    }

    /// <summary>The data, for whatever wants to know what they are.</summary>
    public DataSource SourceOf(ParseResult parsed) => SampleOf(parsed) ?? new DataSource(
        PathsOf(parsed),
        parsed.GetValue(_format),
        _ => _columns.Of(parsed, parsed.GetValue(_target), TargetTypeOf(parsed, TargetType.Class), known: null, wholeTimes: [], learns: true, keepsUnlabeled: true));

    /// <summary>The data as they are written, to be copied.</summary>
    public DataSource RowsOf(ParseResult parsed) => SampleOf(parsed) ?? new DataSource(PathsOf(parsed), parsed.GetValue(_format), hasNamedTarget =>
    {
        var target = hasNamedTarget ? null : TargetOf(parsed) ?? NamelessTarget;
        var options = _columns.Of(parsed, target, TargetType.Text, known: null, wholeTimes: [], learns: true, keepsUnlabeled: true);
        return options with { Weight = null, Categories = [.. options.Categories, .. options.Text], Text = [], KeepsCells = true };
    });

    /// <summary>The files that are read, as far as they have names.</summary>
    public IReadOnlyList<string> InputsOf(ParseResult parsed) => SampleOf(parsed) is null ? PathsOf(parsed) : [];

    /// <summary>The column to predict; null when it is not named.</summary>
    public string? TargetOf(ParseResult parsed) => parsed.GetValue(_target);

    /// <summary>The column of the weights; null when it is not named.</summary>
    public string? WeightOf(ParseResult parsed) => _columns.WeightOf(parsed);

    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model that the data are for.</param>
    /// <param name="known">What is known of the columns of the data that the model learned from.</param>
    /// <param name="learns">Whether the targets of examples are used.</param>
    /// <param name="keepsUnlabeled">Whether rows without a target are examples.</param>
    /// <param name="wholeTimes">Columns that stay as they are when they have dates, beside those that the model names.</param>
    public DataSource SourceOf(ParseResult parsed, Model model, ColumnSchema? known, bool learns, bool keepsUnlabeled, params ReadOnlySpan<string> wholeTimes)
    {
        if (SampleOf(parsed) is { } sample)
        {
            return sample;
        }

        string[] whole = [.. NamedColumns.Of(model), .. wholeTimes];
        return new DataSource(PathsOf(parsed), parsed.GetValue(_format), hasNamedTarget =>
        {
            var target = parsed.GetValue(_target) ?? known?.Target ?? (hasNamedTarget ? null : NamelessTarget);
            return target is null && learns && model.Task.NeedsTarget
                ? throw new UsageException("--target is missing: the model needs to know which column to predict.")
                : _columns.Of(parsed, target, TargetTypeOf(parsed, model.Task.TargetType), known, whole, learns, keepsUnlabeled);
        });
    }

    private DataSource? SampleOf(ParseResult parsed)
    {
        if (WordsOf(parsed) is not [var word] || !word.StartsWith(SampleData.Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var sample = new DataSource(SampleData.Find(word));
        return ((Option[])[_format, _target, _targetType, .. _columns.All]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless
            ? throw new UsageException($"{useless.Name} is for data of your own; {word} has its target and its columns.")
            : sample;
    }

    private string[] WordsOf(ParseResult parsed) => parsed.GetValue(_dataOption) is { } data ? [data] : parsed.GetValue(_data) ?? [];

    private IReadOnlyList<string> PathsOf(ParseResult parsed) => DataPaths.Of(WordsOf(parsed));

    private TargetType TargetTypeOf(ParseResult parsed, TargetType usual) => parsed.GetValue(_targetType) switch
    {
        "number" => TargetType.Number,
        "bool" => TargetType.Bool,
        "int" => TargetType.Int,
        "text" => TargetType.Text,
        null => usual,
        var other => throw new UsageException($"--target-type is '{other}'; it must be number, bool, int or text."),
    };
}
