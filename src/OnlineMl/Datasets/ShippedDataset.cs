namespace OnlineMl.Datasets;

/// <summary>A small real data set inside this package. Sources and licences are listed beside the data.</summary>
public abstract class ShippedDataset : IDataset
{
    private readonly string _file;
    private readonly ColumnOptions _options;

    private protected ShippedDataset(string file, DatasetTask task, string target, TargetType targetType, int count)
    {
        _file = file;
        _options = new ColumnOptions { Target = target, TargetType = targetType };
        Task = task;
        Count = count;
        using var reader = OpenCsv();
        FeatureNames = reader.FeatureNames;
    }

    /// <inheritdoc/>
    public string Name => GetType().Name;

    /// <inheritdoc/>
    public DatasetTask Task { get; }

    /// <summary>The name of what there is to predict.</summary>
    public string TargetName => _options.Target!;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public long? Count { get; }

    /// <inheritdoc/>
    public IExampleReader Open() => OpenCsv();

    private CsvExampleReader OpenCsv() =>
        new CsvDataset(() => typeof(ShippedDataset).Assembly.GetManifestResourceStream(_file)!, _options).Open();
}
