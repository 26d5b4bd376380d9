using System.CommandLine;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml predict</c>: answer examples with a saved model.</summary>
internal sealed class PredictCommand
{
    private const int NoticePeriod = 4096;

    private readonly Option<string?> _predictions = new("--predictions") { Description = "The file for the predictions, as NDJSON; by default standard output." };
    private readonly Option<int?> _horizon = new("--horizon") { Description = "How many steps a forecaster forecasts." };
    private readonly SharedOptions _shared;
    private bool _isTold;

    private PredictCommand(Command command)
    {
        _shared = new SharedOptions(command, takesSpec: false);
        command.Add(_predictions);
        command.Add(_horizon);
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
        var source = _shared.ModelOf(parsed);
        var model = source.Make();
        var limit = _shared.LimitOf(parsed);
        var file = parsed.GetValue(_predictions);
        var options = HorizonOption.Check(parsed.GetValue(_horizon)) is { } horizon ? new PredictionOptions { Horizon = horizon } : null;
        using var data = _shared.DataOf(parsed, model, source.Columns, learns: false);
        using var writer = new PredictionWriter(file is null ? Console.OpenStandardOutput() : File.Create(file));
        using var progress = new ProgressLine(data, file is null);
        data.BeforeWaiting(writer.Flush);
        var isUsed = false;
        var examples = data.Use(reader =>
        {
            model = isUsed ? source.Make() : model;
            isUsed = true;
            writer.Discard();
            return Predict(model, options, reader, writer, limit, progress, cancellation);
        });
        data.ExpectExamples(examples, limit);
        ResultWriter.TellCounts(data.Notes);
        return ExitCodes.Success;
    }

    private long Predict(
        Model model, PredictionOptions? options, IExampleReader reader, PredictionWriter writer, long limit, ProgressLine progress, CancellationToken cancellation)
    {
        var x = model.NewExample();
        var prediction = new Prediction();
        var examples = 0L;

        // A second reading of the data does not repeat what went out.
        var known = writer.FlushedLines;
        var lines = 0L;
        while (examples < limit && reader.TryRead(x, out _))
        {
            AnswerSkippedRows(reader, writer, examples, known, ref lines);
            if (examples == 0 && !_isTold && ColumnMatch.Check(model, reader, x) is { } warning)
            {
                _isTold = true;
                Console.Error.WriteLine($"onlineml: {warning}");
            }

            if (options is null)
            {
                model.Predict(x, prediction);
            }
            else
            {
                model.Predict(x, prediction, options);
            }

            examples++;
            if (lines++ >= known)
            {
                writer.Write(prediction, null, (reader as ITableReader)?.Tag);
            }

            if (examples % NoticePeriod == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Update(examples);
            }
        }

        AnswerSkippedRows(reader, writer, examples, known, ref lines);
        return examples;
    }

    /// <summary>Answers rows that could not be read with null, so that there is a line for each row.</summary>
    private static void AnswerSkippedRows(IExampleReader reader, PredictionWriter writer, long examples, long known, ref long lines)
    {
        for (var skipped = (reader as ITableReader)?.SkippedRows ?? 0; lines < examples + skipped;)
        {
            if (lines++ >= known)
            {
                writer.WriteNothing();
            }
        }
    }
}
