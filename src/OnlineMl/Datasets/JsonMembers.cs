using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OnlineMl.Datasets.Cells;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Makes features of the members of JSON objects.</summary>
internal sealed class JsonMembers
{
    private readonly ColumnTypes _types;
    private readonly ReadingLog _log;
    private readonly TextCache _texts = new(4096);
    private readonly (byte[] Name, TimePartsColumn Parts, FeatureIds Ids)[] _times;
    private readonly bool _hasRules;
    private readonly Dictionary<int, JsonRule> _rules = [];
    private object? _ruledSpace;

    // What the first value of each feature was, by id.
    private FirstValue[] _first = new FirstValue[16];
    private object? _firstSpace;
    private byte[] _unescaped = new byte[64];

    /// <param name="types">What is known of the members.</param>
    /// <param name="columns">Those of which something is known.</param>
    /// <param name="log">Takes down what could not be used.</param>
    public JsonMembers(ColumnTypes types, string[] columns, ReadingLog log)
    {
        _types = types;
        _log = log;
        _times = [.. columns.Where(column => types.KindOf(column) == ColumnKind.Time).Select(TimesOf)];
        _hasRules = columns.Length > _times.Length;
    }

    /// <summary>The text of a value as a table would have it, valid until the next call; empty for null, an object and a list.</summary>
    public ReadOnlySpan<byte> CellOf(ref Utf8JsonReader json)
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

    /// <summary>Adds a member to an example.</summary>
    /// <param name="json">Stands at its name, and afterwards at the end of its value.</param>
    /// <param name="x">The example.</param>
    /// <param name="line">The number of the line, for notes.</param>
    /// <exception cref="JsonLineException">The line cannot be used.</exception>
    public void Read(ref Utf8JsonReader json, FeatureVector x, long line)
    {
        foreach (var (name, parts, ids) in _times)
        {
            if (json.ValueTextEquals(name))
            {
                json.Read();
                parts.Add(x, ids.For(x), CellOf(ref json), line);
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
                AddText(x, id, Unescaped(ref json), rule, line);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                json.Skip();
                _log.Note(x.NameOf(id), line, [], "is an object or a list; such values count as missing");
                break;
            case var _ when rule.Kind is ColumnKind.Category or ColumnKind.Text:
                x.Add(id, _texts.TextOf(json.ValueSpan));
                break;
            case JsonTokenType.Number:
                DecimalParser.TryRead(json.ValueSpan, out var number);
                if (double.IsFinite(number))
                {
                    Compare(x, id, FirstValue.Number, json.ValueSpan, line);
                    x.Add(id, number, json.ValueSpan.Length < WholeNumbers.FewestDigits ? 0 : WholeNumbers.RestOf(json.ValueSpan, number));
                }
                else
                {
                    _log.Note(x.NameOf(id), line, json.ValueSpan, "is no number that can be used; such values count as missing");
                }

                break;
            case JsonTokenType.True or JsonTokenType.False when _types.Options.KeepsCells:
                x.Add(id, _texts.TextOf(json.ValueSpan));
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

    private void AddText(FeatureVector x, int id, ReadOnlySpan<byte> text, JsonRule rule, long line)
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
            _log.Note(rule.Name, line, text, "is no number that can be used; such values count as missing");
        }
        else
        {
            Compare(x, id, FirstValue.Text, text, line);
            x.Add(id, _texts.TextOf(text));
        }
    }

    /// <summary>Takes note of a value that is of another kind than the first one of its name.</summary>
    private void Compare(FeatureVector x, int id, FirstValue kind, ReadOnlySpan<byte> value, long line)
    {
        // Ids of names that the space does not know may stand for another name the next time.
        if (id >= FeatureSpace.FirstStranger || x.Space.HashBits > 0)
        {
            return;
        }

        if (id >= _first.Length || !ReferenceEquals(x.Space.Identity, _firstSpace))
        {
            PrepareFirst(x.Space, id);
        }

        ref var first = ref _first[id];
        if (first == FirstValue.None)
        {
            first = kind;
        }
        else if (first != kind && !_types.Options.KeepsCells)
        {
            _log.Note(x.NameOf(id), line, value, kind == FirstValue.Text ? "is a text where the first value was a number; it is taken as a text" : "is a number where the first value was a text; it is taken as a number");
        }
    }

    private void PrepareFirst(FeatureSpace space, int id)
    {
        if (!ReferenceEquals(space.Identity, _firstSpace))
        {
            Array.Clear(_first);
            _firstSpace = space.Identity;
        }

        if (id >= _first.Length)
        {
            Array.Resize(ref _first, Math.Max(id + 1, _first.Length * 2));
        }
    }

    private enum FirstValue : byte
    {
        None,
        Number,
        Text,
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
