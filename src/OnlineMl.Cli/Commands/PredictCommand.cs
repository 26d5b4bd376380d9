using System.CommandLine;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml predict</c>: answer examples with a saved model.</summary>
internal sealed class PredictCommand
{
    private const int NoticePeriod = 4096;

    private readonly Option<string?> _predictions = new("--predictions") { Description = "The file for the predictions, as NDJSON; by default standard output." };
    private readonly SharedOptions _shared;

    private PredictCommand(Command command)
    {
        _shared = new SharedOptions(command, takesSpec: false);
        command.Add(_predictions);
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard.Run(() => Run(parsed, cancellation))));
    }

    public static Command Create()
    {
        var command = new Command("predict", "Predict examples with a saved model, one JSON object a line.");
        _ = new PredictCommand(command);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var makeModel = _shared.ModelOf(parsed);
        var model = makeModel();
        var limit = _shared.LimitOf(parsed);
        var file = parsed.GetValue(_predictions);
        using var data = _shared.DataOf(parsed, model.Task, needsTarget: false);
        using var progress = new ProgressLine(data, file is null);
        data.Use(reader =>
        {
            // Predictions go out once it is sure that they need not be taken back.
            var answers = file is null ? new MemoryStream() : (Stream)File.Create(file);
            using var writer = new PredictionWriter(answers);
            var x = model.NewExample();
            var prediction = new Prediction();
            var examples = 0L;
            while (examples < limit && reader.TryRead(x, out _))
            {
                model.Predict(x, prediction);
                writer.Write(prediction, null);
                if (++examples % NoticePeriod == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.Update(examples);
                }
            }

            writer.Flush();
            if (answers is MemoryStream memory)
            {
                using var output = Console.OpenStandardOutput();
                memory.WriteTo(output);
            }

            return examples;
        });
        return ExitCodes.Success;
    }
}
