using System.CommandLine;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;
using OnlineMl.Evaluation;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml train</c>: learn examples and save the model.</summary>
internal sealed class TrainCommand
{
    private readonly Option<string?> _save = new("--save") { Description = "The file for the model.", Required = true };
    private readonly Option<string[]> _metrics = new("--metrics") { Description = "The metrics of the examples before they are learned, separated by commas; by default those of the model's task." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON." };
    private readonly SharedOptions _shared;
    private readonly PositiveOption _positive;

    private TrainCommand(Command command)
    {
        _shared = new SharedOptions(command, takesSpec: true);
        _positive = new PositiveOption(command);
        command.Add(_save);
        command.Add(_metrics);
        command.Add(_json);
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard.Run(() => Run(parsed, cancellation))));
    }

    public static Command Create()
    {
        var command = new Command("train", "Learn examples and save the model.");
        _ = new TrainCommand(command);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        var source = _shared.ModelOf(parsed);
        var model = source.Make();
        var names = DefaultMetrics.Or(parsed.GetValue(_metrics), model.Task);
        var columns = source.Columns;
        var limit = _shared.LimitOf(parsed);
        var asJson = parsed.GetValue(_json);
        using var data = _shared.DataOf(parsed, model, source.Columns, learns: true);
        model = _positive.Apply(parsed, source, model, data);
        var notice = ColumnNotice.Tell(data, model, source.Spec, asJson);
        using var progress = new ProgressLine(data, asJson);
        var isUsed = false;
        var learned = data.Use(reader =>
        {
            model = isUsed ? source.Make() : model;
            isUsed = true;

            // Predicting changes nothing, or is how the transformers of the model learn.
            var validation = new ProgressiveValidation
            {
                Limit = limit,
                ReadsAhead = Environment.ProcessorCount > 1,
                Progress = progress.Update,
            };
            var result = validation.Run(model, reader, DefaultMetrics.Create(names), cancellation);
            columns = DataSource.SchemaOf(reader) ?? columns;
            return result;
        });
        progress.Dispose();
        data.ExpectExamples(learned.Examples, limit);
        ModelSource.Save(model, columns, new TrainingRecord(source.Examples + learned.Examples, learned.Metrics), parsed.GetValue(_save)!);
        var result = new RunResult(learned.Examples, learned.Metrics, TimeProvider.System.GetElapsedTime(start), model.MemorySize(), data.SkippedRows, data.Notes, notice);
        ResultWriter.Write(result, asJson);
        return ExitCodes.Success;
    }
}
