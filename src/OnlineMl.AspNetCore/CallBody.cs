using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore;

/// <summary>The fields of a predict, learn or label, as slices of its JSON.</summary>
/// <remarks>Features are only delimited here; the model reads them, and refuses what is not valid. Everything else is checked.</remarks>
internal ref struct CallBody
{
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",}] \t\r\n"u8);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private string? _model;
    private int _seen;

    private readonly string Model => _model ?? throw Missing("model");

    /// <summary>One JSON object; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Features { get; private set; }

    /// <summary><c>ground_truth</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> GroundTruth { get; private set; }

    /// <summary><c>label</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Label { get; private set; }

    /// <summary><c>prediction</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Prediction { get; private set; }

    public string? Identifier { get; private set; }

    public string? IdempotencyKey { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="json">The body.</param>
    /// <param name="names">Knows the names of models.</param>
    /// <param name="model">The model of a body that names none.</param>
    /// <param name="key">The idempotency key of a body that has none.</param>
    /// <exception cref="OnlineMlException">It is no JSON object, or a field has a wrong type or comes twice.</exception>
    public static CallBody Read(ReadOnlySpan<byte> json, NameTable names, string? model = null, string? key = null)
    {
        var body = new CallBody { _model = model, IdempotencyKey = key };
        if (!Utf8.IsValid(json))
        {
            throw Refuse("The body is not valid UTF-8.");
        }

        var i = SkipSpace(json, 0);
        if (i == json.Length || json[i] != '{')
        {
            throw NoObject(json);
        }

        i = SkipSpace(json, i + 1);
        if (i < json.Length && json[i] == '}')
        {
            i++;
        }
        else
        {
            i = body.ReadFields(json, i, names);
        }

        return SkipSpace(json, i) == json.Length ? body : throw NoObject(json);
    }

    /// <summary>The body as a predict.</summary>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToPredict()
    {
        Check("ground_truth", GroundTruth);
        Check("label", Label);
        return new ModelCall
        {
            Model = Model,
            Features = Features.IsEmpty ? throw Missing("features") : Features,
            Identifier = Identifier,
            IdempotencyKey = IdempotencyKey,
        };
    }

    /// <summary>The body as a learn.</summary>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToLearn()
    {
        Check("label", Label);
        if (Identifier is not null)
        {
            // The features of the remembered prediction are taken, and nobody reads these.
            Check("features", Features);
        }

        return new ModelCall
        {
            Model = Model,
            Features = Features,
            GroundTruth = GroundTruth,
            Prediction = Prediction,
            Identifier = Identifier,
            IdempotencyKey = IdempotencyKey,
        };
    }

    /// <summary>The body as a label.</summary>
    /// <exception cref="OnlineMlException">Something is missing.</exception>
    public readonly ModelCall ToLabel()
    {
        Check("features", Features);
        Check("ground_truth", GroundTruth);
        return new ModelCall
        {
            Model = Model,
            GroundTruth = Label.IsEmpty ? throw Missing("label") : Label,
            Identifier = Identifier ?? throw Missing("identifier"),
            IdempotencyKey = IdempotencyKey,
        };
    }

    /// <summary>Refuses a field that is no valid JSON; for fields that the call does not read.</summary>
    /// <exception cref="OnlineMlException">It is not valid.</exception>
    private static void Check(string field, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(value.ToArray(), Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"'{field}' is not valid JSON: {e.Message}");
        }
    }

    private static OnlineMlException Missing(string field) => Refuse($"'{field}' is missing.");

    private int ReadFields(ReadOnlySpan<byte> json, int i, NameTable names)
    {
        while (true)
        {
            if (i == json.Length || json[i] != '"')
            {
                throw NoObject(json);
            }

            var end = SkipText(json, i);
            var name = json[(i + 1)..(end - 1)];
            i = SkipSpace(json, end);
            if (i == json.Length || json[i] != ':')
            {
                throw NoObject(json);
            }

            i = SkipSpace(json, i + 1);
            end = SkipValue(json, i);
            Take(name, json[i..end], names);
            i = SkipSpace(json, end);
            if (i == json.Length || json[i] is not ((byte)',' or (byte)'}'))
            {
                throw NoObject(json);
            }

            if (json[i++] == '}')
            {
                return i;
            }

            i = SkipSpace(json, i);
        }
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, NameTable names)
    {
        if (name.SequenceEqual("model"u8))
        {
            See(1, "model");
            _model = IsNull(value) ? _model : IsPlainText(value) ? names.Find(value[1..^1]) : Text("model", value);
        }
        else if (name.SequenceEqual("features"u8))
        {
            See(2, "features");
            Features = IsNull(value) ? default
                : value[0] == '{' ? value
                : throw Refuse("'features' must be an object of names and values.");
        }
        else if (name.SequenceEqual("ground_truth"u8))
        {
            See(4, "ground_truth");
            GroundTruth = IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("label"u8))
        {
            See(8, "label");
            Label = IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("prediction"u8))
        {
            See(16, "prediction");
            Check("prediction", value);
            Prediction = IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("identifier"u8))
        {
            See(32, "identifier");
            Identifier = IsNull(value) ? null : Text("identifier", value);
        }
        else if (name.SequenceEqual("Idempotency-Key"u8))
        {
            See(64, "Idempotency-Key");
            IdempotencyKey = IsNull(value) ? IdempotencyKey : Text("Idempotency-Key", value);
        }
        else
        {
            TakeOther(name, value, names);
        }
    }

    private void TakeOther(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, NameTable names)
    {
        byte[] quoted = [(byte)'"', .. name, (byte)'"'];
        var text = Text("The name of a field", quoted);
        if (name.Contains((byte)'\\'))
        {
            Take(Encoding.UTF8.GetBytes(text), value, names);
        }
        else
        {
            Check(text, value);
        }
    }

    private void See(int field, string name)
    {
        if ((_seen & field) != 0)
        {
            throw Refuse($"'{name}' comes twice.");
        }

        _seen |= field;
    }

    private static string Text(string field, ReadOnlySpan<byte> value)
    {
        if (value[0] != '"')
        {
            throw Refuse($"'{field}' must be a text.");
        }

        if (IsPlainText(value))
        {
            return Encoding.UTF8.GetString(value[1..^1]);
        }

        try
        {
            var reader = new Utf8JsonReader(value);
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"'{field}' is not a valid text: {e.Message}");
        }
    }

    private static bool IsPlainText(ReadOnlySpan<byte> value) =>
        value[0] == '"' && !value.Contains((byte)'\\') && !value.ContainsAnyInRange((byte)0, (byte)31);

    private static bool IsNull(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8);

    private static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }

    // Each of these returns the place behind what begins at i.
    private static int SkipValue(ReadOnlySpan<byte> json, int i)
    {
        if (i == json.Length)
        {
            throw NoObject(json);
        }

        if (json[i] == '"')
        {
            return SkipText(json, i);
        }

        if (json[i] is (byte)'{' or (byte)'[')
        {
            return SkipNested(json, i);
        }

        var length = json[i..].IndexOfAny(ScalarEnds);
        return length > 0 ? i + length : throw NoObject(json);
    }

    private static int SkipText(ReadOnlySpan<byte> json, int i)
    {
        for (i++; ; i += 2)
        {
            var length = json[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                throw NoObject(json);
            }

            i += length;
            if (json[i] == '"')
            {
                return i + 1;
            }

            if (i + 2 > json.Length)
            {
                throw NoObject(json);
            }
        }
    }

    private static int SkipNested(ReadOnlySpan<byte> json, int i)
    {
        // With nothing inside but whole texts without escapes, the first end is the end.
        var inside = json[(i + 1)..];
        if (json[i] == '{' && inside.IndexOf((byte)'}') is >= 0 and var flat
            && !inside[..flat].ContainsAny((byte)'{', (byte)'[', (byte)'\\') && int.IsEvenInteger(inside[..flat].Count((byte)'"')))
        {
            return i + flat + 2;
        }

        for (var depth = 0; ;)
        {
            var length = json[i..].IndexOfAny(Brackets);
            if (length < 0)
            {
                throw NoObject(json);
            }

            i += length;
            switch (json[i])
            {
                case (byte)'"':
                    i = SkipText(json, i);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            i++;
            if (depth == 0)
            {
                return i;
            }
        }
    }

    // The reader of the base library says where and why; it is only asked when something is wrong.
    private static OnlineMlException NoObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            return Refuse($"The body is not valid JSON: {e.Message}");
        }

        return Refuse("The body must be a JSON object.");
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
