namespace OnlineMl.Datasets;

/// <summary>150 irises of three species, with the length and width of their petals and sepals.</summary>
/// <remarks>R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936). The rows are
/// in a fixed random order.</remarks>
public sealed class Iris : ShippedDataset
{
    /// <summary>The data set.</summary>
    public Iris()
        : base("iris.csv.gz", DatasetTask.MulticlassClassification, "species", TargetType.Text, 150)
    {
    }
}
