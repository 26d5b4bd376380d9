using System.CommandLine;
using OnlineMl.Cli;
using OnlineMl.Cli.Commands;

var root = new RootCommand("Models that learn from one example at a time: evaluate, train, predict, serve and replay them.")
{
    EvaluateCommand.Create(),
    TrainCommand.Create(),
    PredictCommand.Create(),
    ServeCommand.Create(),
    ReplayCommand.Create(),
    UserCommand.Create(),
    TokenCommand.Create(),
    CatalogCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"onlineml: {parsed.Errors[0].Message}");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
