using System.Text;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from CSV in UTF-8 with a header line: commas (or tabs, semicolons or bars, when the header has
/// those and no comma) between values, quotes around a value where needed, nothing for an absent value.</summary>
/// <remarks>Numbers go from bytes to doubles without a string in between; repeated texts are one string. Opened by
/// <see cref="CsvDataset"/>.</remarks>
public sealed class CsvExampleReader : IExampleReader
{
    /// <summary>What may stand between values: the first of these that the header line has.</summary>
    public const string Separators = ",\t;|";

    private const int SampleSize = 1000;

    private readonly ColumnTypes _types;
    private readonly LineBuffer _buffer;
    private readonly ColumnKind[] _kinds = [];
    private readonly string[] _columns = [];

    // How many columns of numbers stand side by side from each column on.
    private readonly int[] _numbersFrom;
    private readonly int[] _starts;
    private readonly TextCache?[] _texts = [];
    private readonly FeatureIds _ids;
    private readonly TargetCells _targets;
    private int _position;
    private long _line;

    internal CsvExampleReader(Stream stream, ColumnTypes types)
    {
        _types = types;
        _buffer = new LineBuffer(stream);
        if (_buffer.Advance(0))
        {
            _position = _buffer.SkipByteOrderMark();
            _columns = ReadHeader();
            types.CheckColumns(_columns);
            Sample();
        }

        _kinds = Array.ConvertAll(_columns, types.KindOf);
        _texts = Array.ConvertAll(_kinds, kind => kind == ColumnKind.Category ? new TextCache(4096) : null);
        _numbersFrom = new int[_kinds.Length];
        _starts = new int[_kinds.Length + 1];
        for (var c = _kinds.Length - 1; c >= 0; c--)
        {
            _numbersFrom[c] = _kinds[c] != ColumnKind.Number ? 0 : c + 1 < _kinds.Length ? _numbersFrom[c + 1] + 1 : 1;
        }

        _targets = new TargetCells(types);
        FeatureNames = _columns.Where((_, i) => _kinds[i] < ColumnKind.Target).ToArray();
        _ids = new FeatureIds(FeatureNames);
    }

    /// <inheritdoc/>
    public bool HasFixedFeatures => true;

    /// <summary>The names of the columns that are features.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How the target is read.</summary>
    public TargetType TargetType => _types.TargetType;

    /// <summary>What the columns are.</summary>
    public ColumnSchema Schema => new(_columns, _types);

    /// <inheritdoc/>
    /// <exception cref="ColumnTypeException">A column is of another type than it seemed; open the data set again.</exception>
    /// <exception cref="CsvSyntaxException">The data are not plain CSV.</exception>
    /// <exception cref="DataFormatException">A line has too many or too few values, or an unusable one.</exception>
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

    /// <summary>Reads one line; false when more of it must be fetched first.</summary>
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
                    return true;
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
                return false;
            }

            CheckEndOfCell(c, p, line);
            p++;
            c++;
        }

        EndLine(p - 1, line);
        return true;
    }

    /// <summary>Reads a cell of any kind; false when more of its line must be fetched first.</summary>
    private bool TryReadCell(FeatureVector x, ReadOnlySpan<int> ids, int c, ref int p, ref int feature, ref long line, ref Target target)
    {
        var cell = _buffer.CellAt(p, out p, ref line);
        if (p < 0)
        {
            if (!_buffer.Advance(_position))
            {
                throw new CsvSyntaxException($"Line {line}: a quoted value has no end.");
            }

            _position = 0;
            return false;
        }

        if (_kinds[c] == ColumnKind.Target)
        {
            target = _targets.Read(cell, line);
        }
        else if (_kinds[c] != ColumnKind.Ignored)
        {
            AddCell(x, ids[feature++], c, cell, line);
        }

        return true;
    }

    private void CheckEndOfCell(int c, int p, long line)
    {
        var isDelimiter = _buffer.Bytes[p] == _buffer.Delimiter;
        var isLast = c == _kinds.Length - 1;
        if (isDelimiter == isLast)
        {
            throw new DataFormatException(isLast
                ? $"Line {line} has more than the {_kinds.Length} values of the header."
                : $"Line {line} has {c + 1} values; the header has {_kinds.Length}.");
        }
    }

    /// <summary>Takes the position over the line end at <paramref name="p"/>.</summary>
    private void EndLine(int p, long line)
    {
        var bytes = _buffer.Bytes;
        if (bytes[p] == '\r')
        {
            p++;
        }

        if (bytes[p] != '\n')
        {
            throw new CsvSyntaxException($"Line {line}: a carriage return stands inside the line.");
        }

        _position = p + 1;
        _line = line;
    }

    private void AddCell(FeatureVector x, int id, int column, ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty)
        {
            return;
        }

        if (_kinds[column] == ColumnKind.Text)
        {
            x.AddUtf8(id, cell);
        }
        else if (_kinds[column] == ColumnKind.Category)
        {
            x.Add(id, _texts[column]!.TextOf(cell));
        }
        else if (!DecimalParser.TryRead(cell, out var number))
        {
            if (_types.MustBeNumber(_columns[column]))
            {
                throw new DataFormatException($"Line {line}: the column '{_columns[column]}' has the text '{Encoding.UTF8.GetString(cell)}', but it is one of numbers.");
            }

            _types.NoteText(_columns[column]);
            throw new ColumnTypeException($"Line {line}: the column '{_columns[column]}' has the text '{Encoding.UTF8.GetString(cell)}' after numbers.");
        }
        else if (!double.IsFinite(number))
        {
            throw new DataFormatException($"Line {line}: '{Encoding.UTF8.GetString(cell)}' in the column '{_columns[column]}' is too large for a number.");
        }
        else
        {
            x.Add(id, number, cell.Length < WholeNumbers.FewestDigits ? 0 : WholeNumbers.RestOf(cell.Trim((byte)' '), number));
        }
    }

    private string[] ReadHeader()
    {
        var text = _buffer.Bytes.AsSpan(_position, _buffer.LinesEnd - _position);
        var first = text[..text.IndexOf((byte)'\n')];
        if (first.Contains((byte)0))
        {
            throw new DataFormatException("The header line has a NUL character, so the data are no CSV in UTF-8.");
        }

        if (first.StartsWith("sep="u8))
        {
            throw new CsvSyntaxException("The first line names the separator.");
        }

        foreach (var separator in Separators)
        {
            if (first.Contains((byte)separator))
            {
                _buffer.Delimiter = (byte)separator;
                break;
            }
        }

        List<string> names = [];
        _line = 1;
        var p = _position - 1;
        do
        {
            var name = _buffer.CellAt(p + 1, out p, ref _line);
            if (p < 0)
            {
                throw new CsvSyntaxException("The header line has no end.");
            }

            names.Add(Encoding.UTF8.GetString(name));
        }
        while (_buffer.Bytes[p] == _buffer.Delimiter);

        EndLine(p, _line);
        return [.. names];
    }

    /// <summary>Looks at the first lines for columns that are not numbers.</summary>
    private void Sample()
    {
        var knowsTarget = _types.KnowsTarget;
        var widest = TargetType.Bool;
        var line = _line;
        var p = _position;
        for (var row = 0; row < SampleSize && p < _buffer.LinesEnd; row++)
        {
            line++;
            foreach (var column in _columns)
            {
                var cell = _buffer.CellAt(p, out p, ref line);
                if (p < 0)
                {
                    return;
                }

                var kind = _types.KindOf(column);
                if (kind == ColumnKind.Number && !cell.IsEmpty && !DecimalParser.TryRead(cell, out _) && !_types.MustBeNumber(column))
                {
                    _types.NoteText(column);
                }
                else if (kind == ColumnKind.Target && !knowsTarget && !cell.IsEmpty)
                {
                    var type = TargetCells.NarrowestOf(cell);
                    widest = type > widest ? type : widest;
                    _types.TargetType = widest;
                }

                p += _buffer.Bytes[p] == _buffer.Delimiter ? 1 : 0;
            }

            while (p < _buffer.LinesEnd && _buffer.Bytes[p] != '\n')
            {
                p++;
            }

            p++;
        }
    }
}
