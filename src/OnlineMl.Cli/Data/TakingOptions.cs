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

    public Option[] All => [_timeColumn, _maxMadeFeatures];

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

    public SpecOptions OptionsOf(ParseResult parsed, bool learnDuringPredict) => new()
    {
        LearnDuringPredict = learnDuringPredict,
        TimeFeature = TimeColumnOf(parsed),
        MaxMadeFeatures = MaxMadeFeaturesOf(parsed) ?? Usual.MaxMadeFeatures,
    };
}
