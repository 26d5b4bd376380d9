using System.Text;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes rows in a format of data. Nothing that makes the output whole is written before <see cref="Complete"/>.</summary>
internal abstract class TableWriter : IDisposable
{
    /// <summary>What <c>--to</c> may say.</summary>
    public static IReadOnlyList<string> Names { get; } = ["csv", "tsv", "ndjson", "json", "arff", "libsvm", "vw", "parquet", "excel"];

    /// <summary>The writer of a format, which does not close the stream.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="stream">What it writes to.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="hasGaps">Whether a row names only the columns that it has, where the format names them in each.</param>
    public static TableWriter Create(string format, Stream stream, IReadOnlyList<WrittenColumn> columns, bool hasGaps) => format switch
    {
        "csv" => new CsvTableWriter(stream, columns, ','),
        "tsv" => new CsvTableWriter(stream, columns, '\t'),
        "ndjson" => new JsonTableWriter(stream, columns, hasGaps, isArray: false),
        "json" => new JsonTableWriter(stream, columns, hasGaps, isArray: true),
        "arff" => new ArffTableWriter(stream, columns),
        "libsvm" => new LibSvmTableWriter(stream, columns),
        "vw" => new VowpalWabbitTableWriter(stream, columns),
        "parquet" => new ParquetTableWriter(stream, columns),
        "excel" => new ExcelTableWriter(stream, columns),
        _ => throw new UsageException($"--to is '{format}'; it must be one of {string.Join(", ", Names)}."),
    };

    /// <summary>Writes a row.</summary>
    public abstract void Write(WrittenRow row);

    /// <summary>Writes what stands behind the last row.</summary>
    public abstract void Complete();

    public abstract void Dispose();

    /// <summary>Text in UTF-8 with line feeds.</summary>
    protected static StreamWriter TextOn(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
}
