using System.Text;
using System.Text.Json;
using OnlineMl.Datasets.Cells;
using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from JSON objects, one a line. Opened by <see cref="JsonLinesDataset"/>.</summary>
public sealed class JsonLinesReader : ITableReader
{
    private readonly ColumnTypes _types;
    private readonly ReadingLog _log;
    private readonly LineBuffer _buffer;
    private readonly TargetCells _targets;
    private readonly WeightCells _weights;
    private readonly JsonMembers _members;
    private readonly byte[] _targetName;
    private readonly byte[] _weightName;
    private readonly string[] _columns;
    private readonly bool _isDocument;
    private readonly bool _keepsUnlabeled;
    private int _position;
    private long _line;

    /// <param name="stream">The text.</param>
    /// <param name="types">What is known of the members.</param>
    /// <param name="isDocument">Whether the lines were made of a whole document, in which nothing can be told apart behind an error.</param>
    internal JsonLinesReader(Stream stream, ColumnTypes types, bool isDocument)
    {
        _isDocument = isDocument;
        _keepsUnlabeled = types.Options.KeepsUnlabeled;
        _types = types;
        _log = new ReadingLog(types.Options);
        _buffer = new LineBuffer(stream);
        _columns = JsonLinesHead.Decide(_buffer, types);
        _targets = new TargetCells(types, _log);
        _weights = new WeightCells(types, _log);
        _targetName = Encoding.UTF8.GetBytes(types.Options.Target ?? "");
        _weightName = Encoding.UTF8.GetBytes(types.Options.Weight ?? "");
        _members = new JsonMembers(types, _columns, _log);
        _position = _buffer.LinesEnd > 0 ? _buffer.SkipByteOrderMark() : 0;
    }

    /// <inheritdoc/>
    public bool HasFixedFeatures => false;

    /// <summary>What was told of the columns, or found in the first lines. The others are what each of their values is.</summary>
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
    /// <exception cref="DataFormatException">The options are strict and a line is no JSON object, or a whole document is none.</exception>
    public bool TryRead(FeatureVector x, out Target target)
    {
        ArgumentNullException.ThrowIfNull(x);
        target = default;
        while (TryNextLine(out var line))
        {
            x.Clear();
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                if (TryRead(line, x, ref target))
                {
                    return true;
                }
            }
            catch (JsonLineException e)
            {
                _log.Note("", _line, [], $"{e.Finding}; such lines are left out");
            }
            catch (JsonException e) when (_isDocument)
            {
                throw new DataFormatException($"Line {_line} is not a JSON object: {e.Message.Split(" LineNumber")[0]}", e);
            }
            catch (JsonException)
            {
                _log.Note("", _line, line.Trim(" \t\r"u8), "is not a JSON object; such lines are left out");
            }

            SkippedRows++;
        }

        x.Clear();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private bool TryNextLine(out ReadOnlySpan<byte> line)
    {
        var isThere = _buffer.TryNextLine(ref _position, out line);
        _line += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Reads a line; false when it has no target or weight that can be used.</summary>
    private bool TryRead(ReadOnlySpan<byte> line, FeatureVector x, ref Target target)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("It is another value.");
        }

        var (hasTarget, hasWeight, namesTarget) = (false, false, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (_targetName.Length > 0 && json.ValueTextEquals(_targetName))
            {
                json.Read();
                namesTarget = true;
                hasTarget = _targets.TryRead(_members.CellOf(ref json), _line, out target);
            }
            else if (_weightName.Length > 0 && json.ValueTextEquals(_weightName))
            {
                json.Read();
                Weight = _weights.Read(_members.CellOf(ref json), _line);
                hasWeight = !double.IsNaN(Weight);
            }
            else
            {
                _members.Read(ref json, x, _line);
            }
        }

        if (!namesTarget && _keepsUnlabeled)
        {
            hasTarget = _targets.TryRead([], _line, out target);
        }

        // Anything behind the object makes the reader complain.
        json.Read();
        return (hasTarget || _targetName.Length == 0) && (hasWeight || _weightName.Length == 0);
    }
}
