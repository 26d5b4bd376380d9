using OnlineMl.Datasets.Cells;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from CSV in UTF-8 with a header line: commas (or tabs, semicolons or bars, when the header has
/// those and no comma) between values, quotes around a value where needed, nothing for an absent value.</summary>
/// <remarks>Numbers go from bytes to doubles without a string in between; repeated texts are one string. Opened by
/// <see cref="CsvDataset"/>.</remarks>
public sealed class CsvExampleReader : ITableReader
{
    /// <summary>What may stand between values: the first of these that the header line has.</summary>
    public const string Separators = ",\t;|";

    private readonly ColumnTypes _types;
    private readonly ReadingLog _log;
    private readonly LineBuffer _buffer;
    private readonly string[] _columns = [];
    private readonly ColumnKind[] _kinds;
    private readonly FeatureColumn?[] _features;

    // How many columns of plain numbers stand side by side from each column on.
    private readonly int[] _numbersFrom;
    private readonly int[] _starts;
    private readonly FeatureIds _ids;
    private readonly TargetCells _targets;
    private readonly WeightCells _weights;
    private int _position;
    private long _line;
    private bool _isUnusable;

    internal CsvExampleReader(Stream stream, ColumnTypes types)
    {
        _types = types;
        _log = new ReadingLog(types.Options);
        _buffer = new LineBuffer(stream);
        if (_buffer.Advance(0))
        {
            var header = new CsvHeader(_buffer);
            _columns = header.Columns;
            types.CheckColumns(_columns);
            header.Decide(types);
            (_position, _line) = (header.Position, header.Line);
        }

        _kinds = Array.ConvertAll(_columns, types.KindOf);
        _features = Array.ConvertAll(_columns, column => types.KindOf(column) < ColumnKind.Target ? FeatureColumn.Of(column, types.RuleOf(column), _columns, types, _log) : null);
        _numbersFrom = new int[_kinds.Length];
        _starts = new int[_kinds.Length + 1];
        for (var c = _kinds.Length - 1; c >= 0; c--)
        {
            var isPlain = types.RuleOf(_columns[c]) is { Kind: ColumnKind.Number, Numbers: NumberNotation.Point, IsOpen: false };
            _numbersFrom[c] = !isPlain ? 0 : c + 1 < _kinds.Length ? _numbersFrom[c + 1] + 1 : 1;
        }

        _targets = new TargetCells(types, _log);
        _weights = new WeightCells(types, _log);
        FeatureNames = [.. _features.SelectMany(column => column?.FeatureNames ?? [])];
        _ids = new FeatureIds(FeatureNames);
    }

    /// <inheritdoc/>
    public bool HasFixedFeatures => true;

    /// <summary>The names of the features: the columns, or the parts of those of dates.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How the target is read.</summary>
    public TargetType TargetType => _types.TargetType;

    /// <inheritdoc/>
    public ColumnSchema Schema => new(_columns, _types);

    /// <inheritdoc/>
    public IReadOnlyList<ReadingNote> Notes => _log.Notes;

    /// <inheritdoc/>
    public double Weight { get; private set; } = 1;

    /// <inheritdoc/>
    public bool IsWeighted => _types.Options.Weight is not null;

    /// <inheritdoc/>
    public long SkippedRows { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="CsvSyntaxException">The data are not plain CSV.</exception>
    /// <exception cref="DataFormatException">The options are strict, and a row has too many or too few values, or an unusable one.</exception>
    public bool TryRead(FeatureVector x, out Target target)
    {
        ArgumentNullException.ThrowIfNull(x);
        do
        {
            x.Clear();
            target = default;
            if (_position >= _buffer.LinesEnd)
            {
                if (!_buffer.Advance(_position))
                {
                    return false;
                }

                _position = 0;
            }
        }
        while (SkipEmptyLines() || !TryReadLine(x, ref target));

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    /// <summary>Moves over empty lines; true when the window ends there.</summary>
    private bool SkipEmptyLines()
    {
        var bytes = _buffer.Bytes;
        while (bytes[_position] is (byte)'\n' or (byte)'\r' && _position < _buffer.LinesEnd)
        {
            _line += bytes[_position] == '\n' ? 1 : 0;
            _position++;
        }

        return _position >= _buffer.LinesEnd;
    }

    /// <summary>Reads one line; false when more of it must be fetched first, or it has no target or weight and is behind us.</summary>
    private bool TryReadLine(FeatureVector x, ref Target target)
    {
        var ids = _ids.For(x);
        var bytes = _buffer.Bytes;
        var delimiter = _buffer.Delimiter;
        var line = _line + 1;
        var p = _position;
        var feature = 0;
        for (var c = 0; c < _kinds.Length;)
        {
            if (_numbersFrom[c] is > 0 and var run)
            {
                var reachesEnd = c + run == _kinds.Length;
                var read = NumberCells.Read(bytes.AsSpan(p), delimiter, run, reachesEnd, _starts, x.Room(run));
                x.AddWritten(ids.Slice(feature, read));
                feature += read;
                p += _starts[read];
                c += read;
                if (read == run)
                {
                    if (!reachesEnd)
                    {
                        continue;
                    }

                    _position = p;
                    _line = line;
                    return KeepsRow();
                }
            }
            else if (_kinds[c] == ColumnKind.Target && bytes[p + 1] == delimiter && c < _kinds.Length - 1 &&
                _targets.TryReadDigit(bytes[p], ref target))
            {
                p += 2;
                c++;
                continue;
            }

            if (!TryReadCell(x, ids, c, ref p, ref feature, ref line, ref target))
            {
                _isUnusable = false;
                return false;
            }

            var isLast = c == _kinds.Length - 1;
            if (bytes[p] == delimiter == isLast)
            {
                return SkipRaggedRow(p, line);
            }

            p++;
            c++;
        }

        _position = CsvHeader.EndOfLine(bytes, p - 1, line);
        _line = line;
        return KeepsRow();
    }

    private bool KeepsRow()
    {
        if (!_isUnusable)
        {
            return true;
        }

        _isUnusable = false;
        SkippedRows++;
        return false;
    }

    /// <summary>Reads a cell of any kind; false when more of its line must be fetched first.</summary>
    private bool TryReadCell(FeatureVector x, ReadOnlySpan<int> ids, int c, ref int p, ref int feature, ref long line, ref Target target)
    {
        var cell = _buffer.CellAt(p, out p, ref line);
        if (p < 0)
        {
            FetchMore(line);
            return false;
        }

        if (_kinds[c] == ColumnKind.Target)
        {
            _isUnusable |= !_targets.TryRead(cell, line, out target);
        }
        else if (_kinds[c] == ColumnKind.Weight)
        {
            Weight = _weights.Read(cell, line);
            _isUnusable |= double.IsNaN(Weight);
        }
        else if (_features[c] is { } column)
        {
            var width = column.FeatureNames.Count;
            column.Add(x, ids.Slice(feature, width), cell, line);
            feature += width;
        }

        return true;
    }

    /// <summary>Moves behind a row that has more or fewer values than the header, from the end of a value on. False in any case: there is no example.</summary>
    private bool SkipRaggedRow(int p, long line)
    {
        _isUnusable = false;
        var hasMore = _buffer.Bytes[p] == _buffer.Delimiter;
        while (_buffer.Bytes[p] == _buffer.Delimiter)
        {
            _buffer.CellAt(p + 1, out p, ref line);
            if (p < 0)
            {
                FetchMore(line);
                return false;
            }
        }

        _position = CsvHeader.EndOfLine(_buffer.Bytes, p, line);
        _line = line;
        SkippedRows++;
        _log.Note("", line, [], $"has {(hasMore ? "more" : "fewer")} values than the {_kinds.Length} of the header; such rows are left out");
        return false;
    }

    private void FetchMore(long line)
    {
        if (!_buffer.Advance(_position))
        {
            throw new CsvSyntaxException($"Line {line}: a quoted value has no end.");
        }

        _position = 0;
    }
}
