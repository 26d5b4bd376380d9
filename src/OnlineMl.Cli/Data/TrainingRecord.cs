using OnlineMl.State;

namespace OnlineMl.Cli.Data;

/// <summary>What a saved model was trained on: a part of its file.</summary>
internal sealed class TrainingRecord : IStateful
{
    /// <summary>The name of the part.</summary>
    public const string PartName = "training";

    private long _examples;
    private string[] _metrics = [];
    private double[] _values = [];

    /// <summary>A record of nothing, to be filled from a file.</summary>
    public TrainingRecord()
    {
    }

    /// <param name="examples">How many examples the model has learned.</param>
    /// <param name="metrics">What it was measured by while it learned the last of them, each before it was learned.</param>
    public TrainingRecord(long examples, IReadOnlyDictionary<string, double> metrics)
    {
        _examples = examples;
        _metrics = [.. metrics.Keys];
        _values = [.. metrics.Values];
    }

    public long Examples => _examples;

    public IReadOnlyDictionary<string, double> Metrics =>
        _metrics.Zip(_values).DistinctBy(pair => pair.First, StringComparer.Ordinal).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("examples", ref _examples);
        state.Field("metrics", ref _metrics, FieldLength.Any);
        state.Field("values", ref _values, FieldLength.Exactly(_metrics.Length), NumberRange.Any);
    }
}
