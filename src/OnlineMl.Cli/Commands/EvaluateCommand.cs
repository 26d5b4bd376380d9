using System.CommandLine;
using System.Globalization;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Output;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml evaluate</c>: predict, measure, learn, example by example.</summary>
internal sealed class EvaluateCommand
{
    private readonly Option<string[]> _metrics = new("--metrics") { Description = "The metrics, separated by commas; by default those of the model's task." };
    private readonly Option<string?> _delay = new("--delay") { Description = "After how many examples, or how much of the --timestamp, a target becomes known." };
    private readonly Option<string?> _timestamp = new("--timestamp") { Description = "The column that the --delay is measured in: a number or a date (in days)." };
    private readonly Option<string?> _predictions = new("--predictions") { Description = "A file for the predictions, as NDJSON." };
    private readonly Option<int?> _horizon = new("--horizon") { Description = "How many steps a forecaster forecasts; the metrics are given for each step and over all." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON." };
    private readonly Option<bool> _predictUnlabeled = new("--predict-unlabeled") { Description = "Predict rows without a target, too; they are neither measured nor learned. Without it they are left out." };
    private readonly SharedOptions _shared;
    private readonly PositiveOption _positive;

    private EvaluateCommand(Command command)
    {
        _shared = new SharedOptions(command, takesSpec: true);
        _positive = new PositiveOption(command);
        command.Add(_metrics);
        command.Add(_delay);
        command.Add(_timestamp);
        command.Add(_predictions);
        command.Add(_horizon);
        command.Add(_json);
        command.Add(_predictUnlabeled);
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard.Run(() => Run(parsed, cancellation))));
    }

    public static Command Create()
    {
        var command = new Command("evaluate", "Predict each example, measure the prediction, then learn the example.");
        _ = new EvaluateCommand(command);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        var source = _shared.ModelOf(parsed);
        var model = source.Make();
        var names = DefaultMetrics.Or(parsed.GetValue(_metrics), model.Task);
        var delay = DelayOf(parsed);
        var horizon = HorizonOption.Check(parsed.GetValue(_horizon));
        if (horizon is not null && delay is not null)
        {
            throw new UsageException("--horizon and --delay exclude each other.");
        }

        var keepsUnlabeled = parsed.GetValue(_predictUnlabeled);
        if (horizon is not null && keepsUnlabeled)
        {
            throw new UsageException("--horizon and --predict-unlabeled exclude each other.");
        }

        var asJson = parsed.GetValue(_json);
        using var data = _shared.DataOf(parsed, model, source.Columns, learns: true, keepsUnlabeled, parsed.GetValue(_timestamp) is { } timestamp ? [timestamp] : []);
        model = _positive.Apply(parsed, source, model, data);
        var columns = ColumnNotice.Tell(data, model, source.Spec, asJson);
        using var progress = new ProgressLine(data, asJson);
        var isUsed = false;
        var predictedOnly = 0L;
        var result = data.Use(reader =>
        {
            model = isUsed ? source.Make() : model;
            isUsed = true;
            using var predictions = parsed.GetValue(_predictions) is { } file ? new PredictionWriter(File.Create(file)) : null;
            predictedOnly = 0;
            PredictionObserver? observer = predictions is null && !keepsUnlabeled ? null : (_, _, target, prediction) =>
            {
                predictedOnly += target.IsUnknown ? 1 : 0;
                predictions?.Write(prediction, target.IsUnknown ? null : model.Fit(target));
            };
            if (horizon is { } steps)
            {
                var forecasts = new HorizonValidation(steps) { Limit = _shared.LimitOf(parsed), Progress = progress.Update, Observer = observer };
                return forecasts.Run(model, reader, () => DefaultMetrics.Create(names), cancellation);
            }

            var validation = new ProgressiveValidation
            {
                Delay = delay,
                Limit = _shared.LimitOf(parsed),
                ReadsAhead = Environment.ProcessorCount > 1,
                Progress = progress.Update,
                Observer = observer,
            };
            return validation.Run(model, reader, DefaultMetrics.Create(names), cancellation);
        });
        progress.Dispose();
        data.ExpectExamples(result.Examples + predictedOnly, _shared.LimitOf(parsed));
        ResultWriter.Write(new RunResult(result.Examples, result.Metrics, TimeProvider.System.GetElapsedTime(start), result.ModelBytes, data.SkippedRows, data.Notes, columns) { PredictedOnly = predictedOnly }, asJson);
        return ExitCodes.Success;
    }

    /// <summary>A plain number as it is; a number with a unit in days.</summary>
    private static double DaysOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : WrittenUnits.TryReadTime(text, out var span) ? span.TotalDays
        : throw new UsageException($"--delay is '{text}'; it must be a number, with or without the unit s, m, h or d.");

    private EvaluationDelay? DelayOf(ParseResult parsed)
    {
        if (parsed.GetValue(_delay) is not { } delay)
        {
            return null;
        }

        if (parsed.GetValue(_timestamp) is { } timestamp)
        {
            return EvaluationDelay.OfTime(timestamp, DaysOf(delay));
        }

        return int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? EvaluationDelay.OfExamples(count)
            : throw new UsageException($"--delay is '{delay}'; without --timestamp it must be a number of examples.");
    }
}
