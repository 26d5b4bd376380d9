using OnlineMl.Cli.Formats;
using OnlineMl.Datasets;
using ZstdSharp;

namespace OnlineMl.Cli.Data;

/// <summary>A file or standard input, in any of the formats, plain or compressed.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly string? _path;
    private readonly SpooledInput? _input;
    private readonly string _format;
    private bool? _isZstd;
    private bool _isRewritten;
    private Stream? _file;

    public DataFile(string? path, string? format)
    {
        _path = path is null or "-" ? null : path;
        _input = _path is null ? new SpooledInput(Console.OpenStandardInput()) : null;
        _format = DataFormat.Of(format, _path ?? "", OpenBytes);
    }

    /// <summary>How much of the file has been read, from 0 to 1; null when there is no telling.</summary>
    public double? Fraction => _file is { CanSeek: true, Length: > 0 } file ? (double)file.Position / file.Length : null;

    /// <summary>Whether it names its features itself and its label by its place.</summary>
    public bool HasNamelessTarget => _format is "libsvm" or "vw";

    /// <summary>Whether it says itself which of its values are numbers.</summary>
    public bool IsTyped => _format is "json" or "libsvm" or "vw";

    /// <summary>The data, read with some options.</summary>
    public ITableData With(ColumnOptions options) => _isRewritten
        ? new CsvDataset(() => new RewrittenCsv(() => Compression.Unpacked(OpenBytes())), options)
        : DataFormat.Open(_format, OpenBytes, options);

    /// <summary>Has CSV be read by the more general reader from now on.</summary>
    /// <returns>False when that is no help.</returns>
    public bool TryRewrite()
    {
        var isHelp = _format == "csv" && !_isRewritten && _input is null or { IsWhole: true };
        _isRewritten |= isHelp;
        return isHelp;
    }

    /// <inheritdoc cref="DataSource.BeforeWaiting"/>
    public void BeforeWaiting(Action action)
    {
        if (_input is not null)
        {
            _input.BeforeWaiting = action;
        }
    }

    public void Dispose() => _input?.Dispose();

    private Stream OpenBytes()
    {
        _isZstd ??= BeginsAsZstd();
        var stream = OpenFile();
        return _isZstd.Value ? new DecompressionStream(stream, leaveOpen: false) : stream;
    }

    private Stream OpenFile() =>
        _input is not null ? _input.Open() : _file = new FileStream(_path!, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private bool BeginsAsZstd()
    {
        // Byte by byte, since a pipe may bring a short line and then nothing for long.
        using var stream = OpenFile();
        foreach (var expected in (ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        {
            if (stream.ReadByte() != expected)
            {
                return false;
            }
        }

        return true;
    }
}
