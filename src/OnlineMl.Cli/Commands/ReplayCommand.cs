using System.CommandLine;
using System.Globalization;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml replay</c>: the log of a served model once more.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder of the service, or a copy of it; it is only read, also while a service has it." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Where Redis is, such as localhost:6379, in the place of a folder." };
    private readonly Option<string> _prefix = new("--prefix") { Description = "What the keys on Redis begin with.", DefaultValueFactory = _ => "onlineml:" };
    private readonly Option<string> _model = new("--model") { Description = "The name of the model.", Required = true };
    private readonly Option<long?> _to = new("--to") { Description = "The position of the last event to apply; by default the last one." };
    private readonly Option<string?> _spec = new("--spec") { Description = "A challenger that has learned nothing yet: a file or JSON. Without it and --into the model itself, from its earliest usable snapshot on." };
    private readonly Option<string?> _into = new("--into") { Description = "A challenger that is a saved model." };
    private readonly Option<int?> _seed = new("--seed") { Description = "The seed of every component of the spec that takes one and is given none." };
    private readonly Option<bool> _learnDuringPredict = new("--learn-during-predict") { Description = "Let transformers of the challenger learn when it predicts, as river before 0.19." };
    private readonly TakingOptions _taking = new();
    private readonly Option<string?> _save = new("--save") { Description = "A file for the model." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON." };

    private ReplayCommand(Command command)
    {
        Option[] options = [_storage, _redis, _prefix, _model, _to, _spec, _into, _seed, _learnDuringPredict, .. _taking.All, _save, _json];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => RunAsync(parsed, cancellation)));
    }

    public static Command Create()
    {
        var command = new Command("replay", "Apply the logged events of a served model to what it was, or to a challenger that is measured on them.");
        _ = new ReplayCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var place = PlaceOf(parsed);
        var replay = new LogReplay(await HistoryOfAsync(place, parsed.GetValue(_model)!, cancellation).ConfigureAwait(false)) { Challenger = ChallengerOf(parsed), To = ToOf(parsed) };
        var result = await replay.RunAsync(cancellation).ConfigureAwait(false);
        if (parsed.GetValue(_save) is { } file)
        {
            ModelSource.Save(result.Save, file);
        }

        ReplayWriter.Write(parsed.GetValue(_model)!, result, parsed.GetValue(_json));
        return ExitCodes.Success;
    }

    private ModelPlace PlaceOf(ParseResult parsed) => (parsed.GetValue(_storage), parsed.GetValue(_redis)) switch
    {
        (null, null) => throw new UsageException("--storage or --redis is missing."),
        (not null, not null) => throw new UsageException("--storage and --redis exclude each other."),
        var (storage, redis) => new ModelPlace(storage, redis, parsed.GetValue(_prefix)!),
    };

    private static async Task<IModelHistory> HistoryOfAsync(ModelPlace place, string name, CancellationToken cancellation) =>
        await place.OpenAsync(name, cancellation).ConfigureAwait(false)
            ?? throw new UsageException(
                $"--model is '{name}'; {(place.Folder is null ? "Redis" : "the folder")} has {(await place.ListAsync(cancellation).ConfigureAwait(false) is { Count: > 0 } names ? string.Join(", ", names) : "no models")}.");

    private Model? ChallengerOf(ParseResult parsed) => (parsed.GetValue(_spec), parsed.GetValue(_into)) switch
    {
        (null, null) => null,
        (not null, not null) => throw new UsageException("--spec and --into exclude each other."),
        ({ } spec, null) => ModelSource.FromSpec(spec, parsed.GetValue(_seed), _taking.OptionsOf(parsed, parsed.GetValue(_learnDuringPredict))).Make(),
        (null, { } file) => ModelSource.FromFile(file, model => _taking.GiveTo(model, parsed)).Make(),
    };

    private long ToOf(ParseResult parsed)
    {
        var to = parsed.GetValue(_to) ?? long.MaxValue;
        return to >= 0 ? to : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--to is {to}; it cannot be negative."));
    }
}
