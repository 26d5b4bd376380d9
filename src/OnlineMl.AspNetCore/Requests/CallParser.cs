using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>The fields of a predict, learn or label, as slices of its JSON.</summary>
/// <remarks>Features are only delimited here; the model reads them, and refuses what is not valid. Everything else is checked.</remarks>
internal ref struct CallParser
{
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

    /// <summary><c>t</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Time { get; private set; }

    /// <summary><c>weight</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Weight { get; private set; }

    /// <summary><c>horizon</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Horizon { get; private set; }

    /// <summary><c>arms</c>; empty when it is absent or null.</summary>
    public ReadOnlySpan<byte> Arms { get; private set; }

    public string? Identifier { get; private set; }

    public string? IdempotencyKey { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="json">The body.</param>
    /// <param name="names">Knows the names of models.</param>
    /// <param name="model">The model of a body that names none.</param>
    /// <param name="key">The idempotency key of a body that has none.</param>
    /// <exception cref="OnlineMlException">It is no JSON object, or a field has a wrong type or comes twice.</exception>
    public static CallParser Read(ReadOnlySpan<byte> json, InternedNames names, string? model = null, string? key = null)
    {
        var body = new CallParser { _model = model, IdempotencyKey = key };
        if (!Utf8.IsValid(json))
        {
            throw Refuse("The body is not valid UTF-8.");
        }

        var i = JsonScanner.SkipSpace(json, 0);
        if (i == json.Length || json[i] != '{')
        {
            return JsonScanner.MarkLength(json) is > 0 and var mark ? Read(json[mark..], names, model, key) : throw JsonScanner.NoObject(json);
        }

        i = JsonScanner.SkipSpace(json, i + 1);
        if (i < json.Length && json[i] == '}')
        {
            i++;
        }
        else
        {
            i = body.ReadFields(json, i, names);
        }

        return JsonScanner.SkipSpace(json, i) == json.Length ? body : throw JsonScanner.NoObject(json);
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
            Options = Options(default, Horizon, Arms),
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
            Options = Options(Weight, default, default),
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
            Options = Options(Weight, default, default),
            Identifier = Identifier ?? throw Missing("identifier"),
            IdempotencyKey = IdempotencyKey,
        };
    }

    /// <summary>What the call says beside features and targets, as one JSON object; empty when that is nothing.</summary>
    private readonly ReadOnlySpan<byte> Options(ReadOnlySpan<byte> weight, ReadOnlySpan<byte> horizon, ReadOnlySpan<byte> arms)
    {
        if (Time.IsEmpty && weight.IsEmpty && horizon.IsEmpty && arms.IsEmpty)
        {
            return default;
        }

        var options = new ArrayBufferWriter<byte>(64);
        options.Write("{"u8);
        Append(options, "\"t\":"u8, Time);
        Append(options, "\"weight\":"u8, weight);
        Append(options, "\"horizon\":"u8, horizon);
        Append(options, "\"arms\":"u8, arms);
        options.Write("}"u8);
        return options.WrittenSpan;
    }

    private static void Append(ArrayBufferWriter<byte> options, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            options.Write(options.WrittenCount > 1 ? ","u8 : default);
            options.Write(name);
            options.Write(value);
        }
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

    private int ReadFields(ReadOnlySpan<byte> json, int i, InternedNames names)
    {
        while (true)
        {
            if (i == json.Length || json[i] != '"')
            {
                throw JsonScanner.NoObject(json);
            }

            var end = JsonScanner.SkipText(json, i);
            var name = json[(i + 1)..(end - 1)];
            i = JsonScanner.SkipSpace(json, end);
            if (i == json.Length || json[i] != ':')
            {
                throw JsonScanner.NoObject(json);
            }

            i = JsonScanner.SkipSpace(json, i + 1);
            end = JsonScanner.SkipValue(json, i);
            Take(name, json[i..end], names);
            i = JsonScanner.SkipSpace(json, end);
            if (i == json.Length || json[i] is not ((byte)',' or (byte)'}'))
            {
                throw JsonScanner.NoObject(json);
            }

            if (json[i++] == '}')
            {
                return i;
            }

            i = JsonScanner.SkipSpace(json, i);
        }
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, InternedNames names)
    {
        if (name.SequenceEqual("model"u8))
        {
            See(1, "model");
            _model = JsonScanner.IsNull(value) ? _model : JsonScanner.IsPlainText(value) ? names.Find(value[1..^1]) : Text("model", value);
        }
        else if (name.SequenceEqual("features"u8))
        {
            See(2, "features");
            Features = JsonScanner.IsNull(value) ? default
                : value[0] == '{' ? value
                : throw Refuse("'features' must be an object of names and values.");
        }
        else if (name.SequenceEqual("ground_truth"u8))
        {
            See(4, "ground_truth");
            GroundTruth = JsonScanner.IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("label"u8))
        {
            See(8, "label");
            Label = JsonScanner.IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("prediction"u8))
        {
            See(16, "prediction");
            Check("prediction", value);
            Prediction = JsonScanner.IsNull(value) ? default : value;
        }
        else if (name.SequenceEqual("identifier"u8))
        {
            See(32, "identifier");
            Identifier = JsonScanner.IsNull(value) ? null : Text("identifier", value);
        }
        else if (name.SequenceEqual("Idempotency-Key"u8))
        {
            See(64, "Idempotency-Key");
            IdempotencyKey = JsonScanner.IsNull(value) ? IdempotencyKey : Text("Idempotency-Key", value);
        }
        else if (name.SequenceEqual("t"u8))
        {
            See(128, "t");
            Time = Checked("t", value);
        }
        else if (name.SequenceEqual("horizon"u8))
        {
            See(256, "horizon");
            Horizon = Checked("horizon", value);
        }
        else if (name.SequenceEqual("arms"u8))
        {
            See(512, "arms");
            Arms = Checked("arms", value);
        }
        else if (name.SequenceEqual("weight"u8))
        {
            See(1024, "weight");
            Weight = Checked("weight", value);
        }
        else
        {
            TakeOther(name, value, names);
        }
    }

    private static ReadOnlySpan<byte> Checked(string field, ReadOnlySpan<byte> value)
    {
        Check(field, value);
        return JsonScanner.IsNull(value) ? default : value;
    }

    private void TakeOther(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, InternedNames names)
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

        if (JsonScanner.IsPlainText(value))
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

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
