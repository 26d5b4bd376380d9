using System.CommandLine;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>The options about data and models that several commands have in common.</summary>
internal sealed class SharedOptions
{
    private readonly DataOptions _data;
    private readonly Option<string?> _spec = new("--spec") { Description = "The model: a file or JSON." };
    private readonly Option<string?> _model = new("--model") { Description = "A saved model." };
    private readonly Option<int?> _seed = new("--seed") { Description = "The seed of every component of the spec that takes one and is given none." };
    private readonly Option<bool> _learnDuringPredict = new("--learn-during-predict") { Description = "Let transformers learn when the model predicts, as river before 0.19." };
    private readonly TakingOptions _taking = new();

    public SharedOptions(Command command, bool takesSpec)
    {
        _data = new DataOptions(command);
        foreach (var option in (Option[])[_model, .. _taking.All, .. takesSpec ? (Option[])[_spec, _seed, _learnDuringPredict] : []])
        {
            command.Add(option);
        }
    }

    public long LimitOf(ParseResult parsed) => _data.LimitOf(parsed);

    public ModelSource ModelOf(ParseResult parsed)
    {
        var spec = parsed.GetValue(_spec);
        var file = parsed.GetValue(_model);
        return (spec, file) switch
        {
            (null, null) => throw new UsageException("the model is missing: give --spec or --model."),
            (not null, not null) => throw new UsageException("--spec and --model exclude each other."),
            (null, _) => ModelSource.FromFile(file, model => _taking.GiveTo(model, parsed)),
            _ => ModelSource.FromSpec(spec, parsed.GetValue(_seed), _taking.OptionsOf(parsed, parsed.GetValue(_learnDuringPredict))),
        };
    }

    /// <inheritdoc cref="DataOptions.SourceOf(ParseResult, Model, ColumnSchema?, bool, bool, ReadOnlySpan{string})"/>
    public DataSource DataOf(ParseResult parsed, Model model, ColumnSchema? known, bool learns, bool keepsUnlabeled = false, params ReadOnlySpan<string> wholeTimes) =>
        _data.SourceOf(parsed, model, known, learns, keepsUnlabeled, wholeTimes);
}
