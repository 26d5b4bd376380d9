namespace OnlineMl.Datasets;

/// <summary>What there is to predict in a data set.</summary>
public enum DatasetTask
{
    /// <summary>A number.</summary>
    Regression,

    /// <summary>One of two classes, given as truth values.</summary>
    BinaryClassification,

    /// <summary>One of several classes.</summary>
    MulticlassClassification,
}
