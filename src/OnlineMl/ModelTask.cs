namespace OnlineMl;

/// <summary>What a model is for.</summary>
public enum ModelTask
{
    /// <summary>Predicts a number.</summary>
    Regression,

    /// <summary>Predicts which of two classes an example belongs to.</summary>
    BinaryClassification,

    /// <summary>Predicts which of any number of classes an example belongs to.</summary>
    Classification,

    /// <summary>Groups examples.</summary>
    Clustering,

    /// <summary>Says how unusual an example is.</summary>
    AnomalyDetection,
}
