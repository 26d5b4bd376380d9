using OnlineMl.Datasets;

namespace OnlineMl.Cli.Formats;

/// <summary>The formats of data.</summary>
internal static class DataFormat
{
    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "csv",
        [".tsv"] = "tsv",
        [".tab"] = "tsv",
        [".json"] = "json",
        [".jsonl"] = "ndjson",
        [".ndjson"] = "ndjson",
        [".arff"] = "arff",
        [".libsvm"] = "libsvm",
        [".svm"] = "libsvm",
        [".svmlight"] = "libsvm",
        [".vw"] = "vw",
        [".parquet"] = "parquet",
        [".xlsx"] = "excel",
        [".xls"] = "xls",
        [".xlsm"] = "xlsm",
        [".ods"] = "ods",
    };

    /// <summary>What <c>--format</c> may say.</summary>
    public static IReadOnlyList<string> Names { get; } = ["csv", "ndjson", "json", "arff", "libsvm", "vw", "parquet", "excel", "ods"];

    /// <summary>The format that was named, or that which the name or the first bytes of data tell.</summary>
    public static string Of(string? named, string path, Func<Stream> open)
    {
        if (named is not null)
        {
            return Names.Contains(named, StringComparer.Ordinal) ? ReadAs(named)
                : throw new UsageException($"--format is '{named}'; it must be one of {string.Join(", ", Names)}.");
        }

        return ToldByName(path) is { } format ? ReadAs(format) : Of(open);
    }

    /// <summary>The format that the name of a file to write tells; null when it tells none that can be written.</summary>
    public static string? OfOutput(string path) => ToldByName(path) is { } format && TableWriter.Names.Contains(format, StringComparer.Ordinal) ? format : null;

    /// <summary>Data in a format.</summary>
    public static ITableData Open(string format, Func<Stream> open, ColumnOptions options) => format switch
    {
        "json" => new JsonLinesDataset(open, options),
        "arff" => new ArffDataset(open, options),
        "libsvm" => new LibSvmDataset(open, options),
        "vw" => new VowpalWabbitDataset(open, options),
        "parquet" => new CsvDataset(() => new ParquetRows(open()), options),
        "excel" => new CsvDataset(() => new ExcelRows(open()), options),
        "ods" => new CsvDataset(() => new OdsRows(open()), options),
        _ => new CsvDataset(open, options),
    };

    private static string? ToldByName(string path)
    {
        var name = Path.GetExtension(path).ToUpperInvariant() is ".GZ" or ".ZST" ? Path.GetFileNameWithoutExtension(path) : path;
        return Endings.GetValueOrDefault(Path.GetExtension(name));
    }

    // What reads one reads the other, too.
    private static string ReadAs(string format) => format switch
    {
        "tsv" => "csv",
        "ndjson" => "json",
        "xls" or "xlsm" => "excel",
        _ => format,
    };

    private static string Of(Func<Stream> open)
    {
        using var stream = Compression.Unpacked(open());
        var start = new byte[256];
        var length = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        ReadOnlySpan<byte> text = start.AsSpan(0, length);
        if (text.StartsWith("PAR1"u8))
        {
            return "parquet";
        }

        if (text.StartsWith("PK"u8))
        {
            return text.IndexOf("opendocument"u8) >= 0 ? "ods" : "excel";
        }

        if (text.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return "excel";
        }

        text = text.TrimStart("\uFEFF \t\r\n"u8);
        return text.StartsWith("{"u8) || text.StartsWith("["u8) ? "json" : text.StartsWith("@"u8) || text.StartsWith("%"u8) ? "arff" : "csv";
    }
}
