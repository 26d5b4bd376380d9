using System.CommandLine;
using OnlineMl.Cli;
using OnlineMl.Cli.Commands;

var root = new RootCommand("Models that learn from one example at a time: describe and convert data, evaluate, train, predict, serve, replay and copy them.")
{
    DescribeCommand.Create(),
    ConvertCommand.Create(),
    EvaluateCommand.Create(),
    TrainCommand.Create(),
    PredictCommand.Create(),
    ServeCommand.Create(),
    ReplayCommand.Create(),
    CopyCommand.Create(),
    RepairCommand.Create(),
    UserCommand.Create(),
    TokenCommand.Create(),
    ShowCommand.Create(),
    DiffCommand.Create(),
    CatalogCommand.Create(),
    CompletionCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"onlineml: {UnknownCommand.Of(parsed) ?? parsed.Errors[0].Message}");
    return ExitCodes.Usage;
}

var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
if (parsed.CommandResult.Command.Name == ServeCommand.Name)
{
    // The server ends by itself when it is told to, and takes longer than the two seconds that other commands get.
    invocation.ProcessTerminationTimeout = null;
}

return await parsed.InvokeAsync(invocation);
