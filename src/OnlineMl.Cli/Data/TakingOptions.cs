using System.CommandLine;
using OnlineMl.Catalog;

namespace OnlineMl.Cli.Data;

/// <summary>The options about how a model takes its examples, which are saved with it.</summary>
internal sealed class TakingOptions
{
    private static readonly SpecOptions Usual = new();

    private readonly Option<string?> _timeColumn = new("--time-column")
    {
        Description = "The column with the time of an example, by which whatever runs over a period forgets: seconds since 1970, or a date or a date and time in ISO 8601.",
    };

    private readonly Option<int?> _maxMadeFeatures = new("--max-made-features")
    {
        Description = "How many features a step may make of one example, beside those that it has; 1 to 16777216, 262144 by default.",
    };

    private readonly Option<int?> _maxNames = new("--max-names")
    {
        Description = "How many names each vocabulary of the model may have, of features, values, terms or groups; 1 to 268435456, 1048576 by default.",
    };

    private readonly Option<bool> _parseNumbers = new("--parse-numbers")
    {
        Description = "Take features that are texts which say a number, such as \"42\", as that number.",
    };

    public Option[] All => [_timeColumn, _maxMadeFeatures, _maxNames, _parseNumbers];

    public string? TimeColumnOf(ParseResult parsed) => parsed.GetValue(_timeColumn) switch
    {
        "" => throw new UsageException("--time-column is empty; it must be the name of a column."),
        var column => column,
    };

    public int? MaxMadeFeaturesOf(ParseResult parsed)
    {
        var limit = parsed.GetValue(_maxMadeFeatures);
        return limit is null or (>= 1 and <= 1 << 24) ? limit : throw new UsageException($"--max-made-features is {limit}; it must be 1 to {1 << 24}.");
    }

    public int? MaxNamesOf(ParseResult parsed)
    {
        var limit = parsed.GetValue(_maxNames);
        return limit is null or (>= 1 and <= 1 << 28) ? limit : throw new UsageException($"--max-names is {limit}; it must be 1 to {1 << 28}.");
    }

    /// <summary>True or null: what is saved with a model is not taken back.</summary>
    public bool? ParseNumbersOf(ParseResult parsed) => parsed.GetValue(_parseNumbers) ? true : null;

    /// <summary>Gives a saved model what is said otherwise.</summary>
    public void GiveTo(Model model, ParseResult parsed)
    {
        model.TimeFeature = TimeColumnOf(parsed) ?? model.TimeFeature;
        model.MaxMadeFeatures = MaxMadeFeaturesOf(parsed) ?? model.MaxMadeFeatures;
        model.MaxNames = MaxNamesOf(parsed) ?? model.MaxNames;
        model.ParseNumbers = ParseNumbersOf(parsed) ?? model.ParseNumbers;
    }

    public SpecOptions OptionsOf(ParseResult parsed, bool learnDuringPredict) => new()
    {
        LearnDuringPredict = learnDuringPredict,
        TimeFeature = TimeColumnOf(parsed),
        MaxMadeFeatures = MaxMadeFeaturesOf(parsed) ?? Usual.MaxMadeFeatures,
        MaxNames = MaxNamesOf(parsed) ?? Usual.MaxNames,
        ParseNumbers = ParseNumbersOf(parsed) ?? Usual.ParseNumbers,
    };
}
