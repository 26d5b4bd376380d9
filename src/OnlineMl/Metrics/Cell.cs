namespace OnlineMl.Metrics;

/// <summary>How often one class was predicted for another.</summary>
internal struct Cell
{
    /// <summary>The number of the true class.</summary>
    public int Truth;

    /// <summary>The number of the predicted class.</summary>
    public int Prediction;

    /// <summary>The weight of the predictions.</summary>
    public double Weight;

    /// <summary>How many there are.</summary>
    public long Count;
}
