namespace OnlineMl.Datasets;

/// <summary>569 breast tumours from Wisconsin, with thirty figures of their cell nuclei; whether a tumour is malignant is to be
/// told.</summary>
/// <remarks>W. N. Street, W. H. Wolberg and O. L. Mangasarian, "Nuclear feature extraction for breast tumor diagnosis" (1993).
/// The rows are in a fixed random order.</remarks>
public sealed class BreastCancer : ShippedDataset
{
    /// <summary>The data set.</summary>
    public BreastCancer()
        : base("breast-cancer.csv.gz", DatasetTask.BinaryClassification, "is_malignant", TargetType.Bool, 569)
    {
    }
}
