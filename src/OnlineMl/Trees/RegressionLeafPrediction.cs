namespace OnlineMl.Trees;

/// <summary>What the leaves of a regression tree predict with.</summary>
public enum RegressionLeafPrediction
{
    /// <summary>The mean of the target.</summary>
    Mean,

    /// <summary>A model of its own in each leaf.</summary>
    Model,

    /// <summary>In each leaf, that of the two which has the smaller fading squared error.</summary>
    Adaptive,
}
