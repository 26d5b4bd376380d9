using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Parity.Tables;

/// <summary>Progressive validation through the library's own evaluation, with delays and with checkpoints.</summary>
public sealed class EvaluationTable : ITable
{
    private const string Checkpoints = "v24/evaluate/iter";

    public bool Knows(ParityRecord record) => record.Id == Checkpoints || record.Json.GetProperty("family").GetString() == "evaluate";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        if (record.Id == Checkpoints)
        {
            RunCheckpoints(record, data, comparison);
            return;
        }

        foreach (var row in record.Rows)
        {
            var expression = (row.TryGetProperty("model", out var model) ? model : row.GetProperty("pipeline")).GetString()!;
            var examples = data.Examples(row.GetProperty("dataset").GetString()!);
            var metric = ComponentCatalog.BuiltIn.Create<IMetric>(RiverExpression.ToSpec<IMetric>(row.GetProperty("metric").GetString()!));
            EvaluationDelay? delay = null;
            if (row.TryGetProperty("delay", out var span) && span.ValueKind == JsonValueKind.Number)
            {
                delay = row.TryGetProperty("moment", out var moment)
                    ? EvaluationDelay.OfTime(moment.GetString()!, span.GetInt32())
                    : EvaluationDelay.OfExamples(span.GetInt32());
            }

            var result = Evaluate(record, expression, examples, new MetricSet(metric), delay, 0);
            comparison.Number($"{metric.Name} of {expression} with delay {span}", row.GetProperty("value").GetDouble(), result.Metrics[metric.Name]);
        }
    }

    private static void RunCheckpoints(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        const string Expression = "StandardScaler() | LogisticRegression()";
        var rows = record.Rows.ToList();
        var step = rows[0].GetProperty("step").GetInt32();
        var result = Evaluate(record, Expression, data.Examples(record.Dataset), new MetricSet(new RocAuc(), new Accuracy()), null, step);
        foreach (var row in rows)
        {
            var number = row.GetProperty("step").GetInt64();
            var metrics = result.Checkpoints.FirstOrDefault(checkpoint => checkpoint.Examples == number)?.Metrics ?? result.Metrics;
            comparison.Number($"ROCAUC at {number}", row.GetProperty("ROCAUC").GetDouble(), metrics["ROCAUC"]);
            comparison.Number($"Accuracy at {number}", row.GetProperty("Accuracy").GetDouble(), metrics["Accuracy"]);
        }
    }

    private static EvaluationResult Evaluate(
        ParityRecord record, string expression, IReadOnlyList<Example> examples, MetricSet metrics, EvaluationDelay? delay, int checkpointEvery)
    {
        var model = Model.FromSpec(RiverExpression.ToSpec<object>(expression), record.Options);
        using var reader = new Reader(examples);
        return new ProgressiveValidation { Delay = delay, CheckpointEvery = checkpointEvery }.Run(model, reader, metrics);
    }

    private sealed class Reader(IReadOnlyList<Example> examples) : IExampleReader
    {
        private int _next;

        public bool HasFixedFeatures => false;

        public bool TryRead(FeatureVector x, out Target target)
        {
            if (_next == examples.Count)
            {
                target = default;
                return false;
            }

            var example = examples[_next++];
            example.CopyTo(x);
            target = example.Target!.Value;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
