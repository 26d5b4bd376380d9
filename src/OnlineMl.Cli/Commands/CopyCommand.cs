using System.CommandLine;
using System.Globalization;
using OnlineMl.Cli.Data;
using OnlineMl.Serving;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml copy</c>: models from a folder to Redis, or back, with their history.</summary>
internal sealed class CopyCommand
{
    private readonly Option<string> _from = new("--from") { Description = "Where the models are: a folder, or redis:localhost:6379. It is only read, also while a service has it.", Required = true };
    private readonly Option<string> _to = new("--to") { Description = "Where they are to be: a folder that no service has, or redis:localhost:6379.", Required = true };
    private readonly Option<string[]> _model = new("--model") { Description = "The name of a model, several times for several; by default all.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _prefix = new("--prefix") { Description = "What the keys on Redis begin with.", DefaultValueFactory = _ => "onlineml:" };

    private CopyCommand(Command command)
    {
        Option[] options = [_from, _to, _model, _prefix];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => RunAsync(parsed, cancellation)));
    }

    public static Command Create()
    {
        var command = new Command("copy", "Copy models with their history between a folder and Redis, and compare the copies with the originals.");
        _ = new CopyCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var prefix = parsed.GetValue(_prefix)!;
        await using var from = ModelPlace.Parse(parsed.GetValue(_from)!, prefix);
        await using var to = ModelPlace.Parse(parsed.GetValue(_to)!, prefix);
        var copy = new ModelCopy(from, to);
        var all = await from.ListAsync(cancellation).ConfigureAwait(false);

        // What a model that is learned in shares has not merged yet is in those.
        foreach (var name in parsed.GetValue(_model) is { Length: > 0 } named ? named.Concat(all.Where(share => ModelNames.IsShare(share) && named.Contains(ModelNames.Whole(share)))) : all)
        {
            var (position, hash) = await copy.RunAsync(name, cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {position} events, state {hash}"));
        }

        return ExitCodes.Success;
    }
}
