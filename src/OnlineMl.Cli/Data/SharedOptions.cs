using System.CommandLine;
using System.Globalization;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>The options about data and models that several commands have in common.</summary>
internal sealed class SharedOptions
{
    private readonly Argument<string?> _data = new("data")
    {
        Description = "CSV or NDJSON, plain or gzip; '-' or nothing is standard input; sample:iris, sample:breast-cancer and sample:seattle-weather are shipped.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _dataOption = new("--data") { Description = "The data, instead of the argument." };
    private readonly Option<string?> _format = new("--format") { Description = "csv or ndjson; by default told from the name or the first character." };
    private readonly Option<string?> _target = new("--target") { Description = "The column to predict." };
    private readonly Option<string?> _targetType = new("--target-type") { Description = "number, bool, int or text; by default what the model's task needs." };
    private readonly Option<long?> _limit = new("--limit") { Description = "Read at most so many examples." };
    private readonly Option<string?> _spec = new("--spec") { Description = "The model: a file or JSON." };
    private readonly Option<string?> _model = new("--model") { Description = "A saved model." };
    private readonly Option<int?> _seed = new("--seed") { Description = "The seed of every component of the spec that takes one and is given none." };
    private readonly Option<bool> _learnDuringPredict = new("--learn-during-predict") { Description = "Let transformers learn when the model predicts, as river before 0.19." };
    private readonly ColumnChoices _columns = new();
    private readonly TakingOptions _taking = new();

    public SharedOptions(Command command, bool takesSpec)
    {
        _data.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] option }])
            {
                result.AddError($"there is no option '{option}'.");
            }
        });
        command.Add(_data);
        Option[] options = [_dataOption, _format, _target, _targetType, .. _columns.All, _limit, _model, .. _taking.All];
        foreach (var option in takesSpec ? [.. options, _spec, _seed, _learnDuringPredict] : options)
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

    public ModelSource ModelOf(ParseResult parsed)
    {
        var spec = parsed.GetValue(_spec);
        var file = parsed.GetValue(_model);
        return (spec, file) switch
        {
            (null, null) => throw new UsageException("the model is missing: give --spec or --model."),
            (not null, not null) => throw new UsageException("--spec and --model exclude each other."),
            (null, _) => ModelSource.FromFile(file, _taking.TimeColumnOf(parsed), _taking.MaxMadeFeaturesOf(parsed)),
            _ => ModelSource.FromSpec(spec, parsed.GetValue(_seed), _taking.OptionsOf(parsed, parsed.GetValue(_learnDuringPredict))),
        };
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model that the data are for.</param>
    /// <param name="known">What is known of the columns of the data that the model learned from.</param>
    /// <param name="learns">Whether the targets of examples are used.</param>
    /// <param name="wholeTimes">Columns that stay as they are when they have dates, beside those that the model names.</param>
    public DataSource DataOf(ParseResult parsed, Model model, ColumnSchema? known, bool learns, params ReadOnlySpan<string> wholeTimes)
    {
        var path = parsed.GetValue(_dataOption) ?? parsed.GetValue(_data);
        if (path is not null && path.StartsWith(SampleData.Prefix, StringComparison.Ordinal))
        {
            return new DataSource(SampleData.Find(path));
        }

        var target = parsed.GetValue(_target) ?? known?.Target;
        if (target is null && learns && model.Task.NeedsTarget)
        {
            throw new UsageException("--target is missing: the model needs to know which column to predict.");
        }

        string[] whole = [.. NamedColumns.Of(model), .. wholeTimes];
        return new DataSource(path, parsed.GetValue(_format), _columns.Of(parsed, target, TargetTypeOf(parsed, model.Task), known, whole, learns));
    }

    private TargetType TargetTypeOf(ParseResult parsed, ModelTask task) => parsed.GetValue(_targetType) switch
    {
        "number" => TargetType.Number,
        "bool" => TargetType.Bool,
        "int" => TargetType.Int,
        "text" => TargetType.Text,
        null => task.TargetType,
        var other => throw new UsageException($"--target-type is '{other}'; it must be number, bool, int or text."),
    };
}
