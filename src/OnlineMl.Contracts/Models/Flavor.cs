namespace OnlineMl.Contracts;

/// <summary>What a served model is for. It decides the default metrics and the form of a prediction.</summary>
public enum Flavor
{
    /// <summary>Predicts a number.</summary>
    Regression,

    /// <summary>Predicts the probabilities of two classes.</summary>
    Binary,

    /// <summary>Predicts one of several classes.</summary>
    Multiclass,

    /// <summary>Predicts the number of a cluster.</summary>
    Cluster,

    /// <summary>Predicts the next values of a series.</summary>
    Forecast,

    /// <summary>Any model that looks for neighbours; without metrics.</summary>
    Neighbor,

    /// <summary>Any model; without metrics.</summary>
    Custom,
}
