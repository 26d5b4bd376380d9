using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OnlineMl.Datasets.Cells;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from JSON objects, one a line. Opened by <see cref="JsonLinesDataset"/>.</summary>
public sealed class JsonLinesReader : ITableReader
{
    private readonly ColumnTypes _types;
    private readonly ReadingLog _log;
    private readonly LineBuffer _buffer;
    private readonly TargetCells _targets;
    private readonly WeightCells _weights;
    private readonly TextCache _texts = new(4096);
    private readonly byte[] _targetName;
    private readonly byte[] _weightName;
    private readonly string[] _columns;
    private readonly (byte[] Name, TimePartsColumn Parts, FeatureIds Ids)[] _times;
    private readonly bool _hasRules;
    private readonly bool _isDocument;
    private readonly bool _keepsUnlabeled;
    private readonly Dictionary<int, JsonRule> _rules = [];
    private object? _ruledSpace;
    private byte[] _unescaped = new byte[64];
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
        _times = [.. _columns.Where(column => types.KindOf(column) == ColumnKind.Time).Select(TimesOf)];
        _hasRules = _columns.Length > _times.Length;
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
        line = default;
        if (_position >= _buffer.LinesEnd)
        {
            if (!_buffer.Advance(_position))
            {
                return false;
            }

            _position = 0;
        }

        var rest = _buffer.Bytes.AsSpan(_position, _buffer.LinesEnd - _position);
        line = rest[..rest.IndexOf((byte)'\n')];
        _position += line.Length + 1;
        _line++;
        return true;
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
                hasTarget = _targets.TryRead(CellOf(ref json), _line, out target);
            }
            else if (_weightName.Length > 0 && json.ValueTextEquals(_weightName))
            {
                json.Read();
                Weight = _weights.Read(CellOf(ref json), _line);
                hasWeight = !double.IsNaN(Weight);
            }
            else
            {
                ReadFeature(ref json, x);
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

    private ReadOnlySpan<byte> CellOf(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return Unescaped(ref json);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return json.ValueSpan;
            default:
                json.Skip();
                return [];
        }
    }

    private void ReadFeature(ref Utf8JsonReader json, FeatureVector x)
    {
        foreach (var (name, parts, ids) in _times)
        {
            if (json.ValueTextEquals(name))
            {
                json.Read();
                parts.Add(x, ids.For(x), CellOf(ref json), _line);
                return;
            }
        }

        var id = IdOf(ref json, x);
        var rule = _hasRules ? RuleOf(id, x.Space, ref json) : default;
        if (x.Space.HashBits == 0 && x.IndexOf(id) >= 0)
        {
            throw new JsonLineException($"names '{json.GetString()}' twice");
        }

        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case var _ when rule.Kind == ColumnKind.Ignored:
                json.Skip();
                break;
            case JsonTokenType.String:
                AddText(x, id, Unescaped(ref json), rule);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                json.Skip();
                _log.Note(x.NameOf(id), _line, [], "is an object or a list; such values count as missing");
                break;
            case var _ when rule.Kind is ColumnKind.Category or ColumnKind.Text:
                x.Add(id, _texts.TextOf(json.ValueSpan));
                break;
            case JsonTokenType.Number:
                DecimalParser.TryRead(json.ValueSpan, out var number);
                if (double.IsFinite(number))
                {
                    x.Add(id, number);
                }
                else
                {
                    _log.Note(x.NameOf(id), _line, json.ValueSpan, "is no number that can be used; such values count as missing");
                }

                break;
            case JsonTokenType.True or JsonTokenType.False:
                x.Add(id, json.TokenType == JsonTokenType.True ? 1.0 : 0.0);
                break;
            default:
                throw new UnreachableException($"A value begins with {json.TokenType}.");
        }
    }

    private int IdOf(ref Utf8JsonReader json, FeatureVector x)
    {
        try
        {
            return x.Resolve(Unescaped(ref json));
        }
        catch (ArgumentException e)
        {
            throw new JsonLineException("has a name that no feature can have", e);
        }
    }

    private void AddText(FeatureVector x, int id, ReadOnlySpan<byte> text, JsonRule rule)
    {
        if (_types.Missing.Match(text))
        {
            return;
        }

        if (rule.Kind == ColumnKind.Number && WrittenNumbers.TryRead(text, rule.Numbers, out var number) && double.IsFinite(number))
        {
            x.Add(id, number);
        }
        else if (rule.Kind == ColumnKind.Number)
        {
            _log.Note(rule.Name, _line, text, "is no number that can be used; such values count as missing");
        }
        else
        {
            x.Add(id, _texts.TextOf(text));
        }
    }

    private (byte[] Name, TimePartsColumn Parts, FeatureIds Ids) TimesOf(string column)
    {
        var parts = new TimePartsColumn(column, _types.RuleOf(column), [], _types.Missing, _log);
        return (Encoding.UTF8.GetBytes(column), parts, new FeatureIds(parts.FeatureNames));
    }

    private JsonRule RuleOf(int id, FeatureSpace space, ref Utf8JsonReader json)
    {
        if (!ReferenceEquals(space.Identity, _ruledSpace))
        {
            _rules.Clear();
            _ruledSpace = space.Identity;
        }

        // Other ids may stand for another name the next time.
        var isLasting = space.HashBits == 0 && id < FeatureSpace.FirstStranger;
        if (!isLasting || !_rules.TryGetValue(id, out var rule))
        {
            var name = json.GetString()!;
            var known = _types.RuleOf(name);
            rule = new JsonRule(known.IsOpen ? null : known.Kind, known.Numbers, name);
            if (isLasting)
            {
                _rules.Add(id, rule);
            }
        }

        return rule;
    }

    /// <summary>The bytes of a name or a text without its escapes, valid until the next call.</summary>
    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            return json.ValueSpan;
        }

        if (_unescaped.Length < json.ValueSpan.Length)
        {
            _unescaped = new byte[json.ValueSpan.Length * 2];
        }

        try
        {
            return _unescaped.AsSpan(0, json.CopyString(_unescaped));
        }
        catch (InvalidOperationException e)
        {
            throw new JsonLineException("has a text that is not Unicode", e);
        }
    }
}
