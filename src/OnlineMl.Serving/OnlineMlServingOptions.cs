namespace OnlineMl.Serving;

/// <summary>How models are held and kept.</summary>
public sealed class OnlineMlServingOptions
{
    /// <summary>The folder that keeps the models. Null keeps them in memory only. Default null.</summary>
    public string? StoragePath { get; set; }

    /// <summary>Whether the transformers of new models learn when a model predicts, as river did before 0.19, and not when
    /// it learns. Default false.</summary>
    public bool LearnDuringPredict { get; set; }

    /// <summary>Whether a prediction without an identifier gets one, so that a label can follow. Default true.</summary>
    public bool GenerateIdentifiers { get; set; } = true;

    /// <summary>How many unlabelled predictions are remembered per model; beyond that the oldest is forgotten.
    /// Range [0, ∞), default 100,000.</summary>
    public int RememberedPredictions { get; set; } = 100_000;

    /// <summary>How often changed models are saved. Default 10 seconds.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many models there may be. Default 10,000.</summary>
    public int MostModels { get; set; } = 10_000;

    /// <summary>How many features an example may have. Default 100,000.</summary>
    public int MostFeatures { get; set; } = 100_000;

    /// <summary>How many events wait for one listener before it loses the oldest. Default 1,024.</summary>
    public int ListenerCapacity { get; set; } = 1024;
}
