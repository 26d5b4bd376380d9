namespace OnlineMl.Datasets;

/// <summary>Examples that can be read again and again in the same order.</summary>
public interface IDataset
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>What there is to predict.</summary>
    DatasetTask Task { get; }

    /// <summary>The names of the features, in the order in which they are read.</summary>
    IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How many examples there are; null when there is no end.</summary>
    long? Count { get; }

    /// <summary>Starts reading from the first example.</summary>
    IExampleReader Open();
}
