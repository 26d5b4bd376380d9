using System.Text;
using System.Text.Json;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from JSON objects, one a line. Opened by <see cref="JsonLinesDataset"/>.</summary>
public sealed class JsonLinesReader : IExampleReader
{
    private readonly ColumnTypes _types;
    private readonly LineBuffer _buffer;
    private readonly TargetCells _targets;
    private readonly TextCache _texts = new(4096);
    private readonly byte[] _targetName;
    private readonly Dictionary<int, (ColumnKind Kind, bool MustBeNumber)> _rules = [];
    private object? _ruledSpace;
    private byte[] _unescaped = new byte[64];
    private int _position;
    private long _line;

    internal JsonLinesReader(Stream stream, ColumnTypes types)
    {
        _types = types;
        _buffer = new LineBuffer(stream);
        _targets = new TargetCells(types);
        _targetName = Encoding.UTF8.GetBytes(types.Options.Target ?? "");
    }

    /// <inheritdoc/>
    public bool HasFixedFeatures => false;

    /// <summary>What was told of the columns. The others are what each of their values is.</summary>
    public ColumnSchema Schema => new([.. _types.Options.Numbers, .. _types.Options.Text, .. _types.Options.Categories, .. _types.Options.Ignored], _types);

    /// <inheritdoc/>
    /// <exception cref="ColumnTypeException">The target is of another type than it seemed; open the data set again.</exception>
    /// <exception cref="DataFormatException">A line is not a flat JSON object.</exception>
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
                Read(line, x, ref target);
            }
            catch (JsonException e)
            {
                throw new DataFormatException($"Line {_line} is not a JSON object: {e.Message.Split(" LineNumber")[0]}", e);
            }

            return true;
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

            _position = _line == 0 ? _buffer.SkipByteOrderMark() : 0;
        }

        var rest = _buffer.Bytes.AsSpan(_position, _buffer.LinesEnd - _position);
        line = rest[..rest.IndexOf((byte)'\n')];
        _position += line.Length + 1;
        _line++;
        return true;
    }

    private void Read(ReadOnlySpan<byte> line, FeatureVector x, ref Target target)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DataFormatException($"Line {_line} is not a JSON object.");
        }

        var hasTarget = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (_targetName.Length > 0 && json.ValueTextEquals(_targetName))
            {
                json.Read();
                target = ReadTarget(ref json);
                hasTarget = true;
            }
            else
            {
                ReadFeature(ref json, x);
            }
        }

        // Anything behind the object makes the reader complain.
        json.Read();
        if (_targetName.Length > 0 && !hasTarget)
        {
            throw new DataFormatException($"Line {_line} has no value for the target '{_types.Options.Target}'.");
        }
    }

    private Target ReadTarget(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => _targets.Read(Unescaped(ref json), _line),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => _targets.Read(json.ValueSpan, _line),
        _ => _targets.Read([], _line),
    };

    private void ReadFeature(ref Utf8JsonReader json, FeatureVector x)
    {
        var id = x.Resolve(Unescaped(ref json));
        var (kind, mustBeNumber) = _types.HasRules ? RuleOf(id, x.Space, ref json) : (ColumnKind.Number, false);
        if (x.Space.HashBits == 0 && x.IndexOf(id) >= 0)
        {
            throw new DataFormatException($"Line {_line} names '{json.GetString()}' twice.");
        }

        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case var _ when kind == ColumnKind.Ignored:
                json.Skip();
                break;
            case JsonTokenType.String when mustBeNumber:
                throw RefuseText(x, id, json.GetString());
            case JsonTokenType.String:
                x.Add(id, _texts.TextOf(Unescaped(ref json)));
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                throw new DataFormatException($"Line {_line} has an object or a list among its features; flat values are needed.");
            case var _ when kind != ColumnKind.Number:
                x.Add(id, _texts.TextOf(json.ValueSpan));
                break;
            case JsonTokenType.Number:
                DecimalParser.TryRead(json.ValueSpan, out var number);
                x.Add(id, double.IsFinite(number)
                    ? number
                    : throw new DataFormatException($"Line {_line}: '{Encoding.UTF8.GetString(json.ValueSpan)}' is too large for a number."));
                break;
            default:
                x.Add(id, json.TokenType == JsonTokenType.True ? 1.0 : 0.0);
                break;
        }
    }

    private (ColumnKind Kind, bool MustBeNumber) RuleOf(int id, FeatureSpace space, ref Utf8JsonReader json)
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
            rule = (_types.KindOf(name), _types.MustBeNumber(name));
            if (isLasting)
            {
                _rules.Add(id, rule);
            }
        }

        return rule;
    }

    private DataFormatException RefuseText(FeatureVector x, int id, string? text)
    {
        x.Add(id, 0.0);
        return new DataFormatException($"Line {_line}: '{x.NameAt(x.Count - 1)}' has the text '{text}', but it is one of numbers.");
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
            throw new DataFormatException($"Line {_line} has a text that is not Unicode.", e);
        }
    }
}
