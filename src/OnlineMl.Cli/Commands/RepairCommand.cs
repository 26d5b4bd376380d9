using System.CommandLine;
using System.Globalization;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml repair</c>: what is damaged in the log of a model, and going on without it.</summary>
internal sealed class RepairCommand
{
    private readonly Option<string> _storage = new("--storage") { Description = "The folder of the service, which must not run.", Required = true };
    private readonly Option<string> _model = new("--model") { Description = "The name of the model.", Required = true };
    private readonly Option<bool> _continue = new("--continue") { Description = "Let the model go on from the last good position; what is behind it is kept in files that end in .damaged." };

    private RepairCommand(Command command)
    {
        foreach (var option in (Option[])[_storage, _model, _continue])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => Guard.RunAsync(() => RunAsync(parsed, cancellation)));
    }

    public static Command Create()
    {
        var command = new Command("repair", "Show what is damaged in the log of a model that cannot be restored, and let it go on from the last good position.");
        _ = new RepairCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetValue(_storage)!;
        var name = parsed.GetValue(_model)!;
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"--storage is '{folder}', where there is no folder.");
        }

        await using var store = new FileModelStore(folder);
        await using var log = await store.OpenAsync(name, cancellation)
            ?? throw new UsageException($"--model is '{name}'; the folder has {(await store.ListAsync(cancellation) is { Count: > 0 } names ? string.Join(", ", names) : "no models")}.");
        var repair = new LogRepair(log);
        var found = await repair.InspectAsync(cancellation);
        Show(name, found);
        if (found.IsWhole || !parsed.GetValue(_continue))
        {
            return found.IsWhole ? ExitCodes.Success : ExitCodes.Failure;
        }

        await repair.ContinueAsync(found, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The model '{name}' goes on from event {found.GoodPosition}; what was behind it is kept in files that end in .damaged."));
        return ExitCodes.Success;
    }

    private static void Show(string name, LogCondition found)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"The model '{name}' has {found.LastPosition} events; its newest good snapshot is of event {found.SnapshotPosition}."));
        foreach (var finding in found.Findings)
        {
            Console.WriteLine(finding);
        }

        Console.WriteLine(found.IsWhole
            ? "It can be restored with all of them."
            : string.Create(CultureInfo.InvariantCulture, $"The last good event is {found.GoodPosition}; --continue goes on from there without the {found.LastPosition - found.GoodPosition} behind it."));
    }
}
