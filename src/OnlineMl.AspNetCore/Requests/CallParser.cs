using System.Text;
using System.Text.Unicode;
using OnlineMl.Catalog.Conversion;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Reads the bodies of predicts, learns and labels.</summary>
/// <remarks>Features and targets are only delimited here; the model reads them, and refuses what is not valid. Everything else is checked.</remarks>
/// <param name="names">Knows the names of models.</param>
/// <param name="allowsUnknown">Whether fields that nobody knows are passed over.</param>
internal sealed class CallParser(InternedNames names, bool allowsUnknown)
{
    /// <summary>Reads a body.</summary>
    /// <param name="json">The body.</param>
    /// <param name="model">The model of a body that names none.</param>
    /// <param name="key">The idempotency key of a body that has none.</param>
    /// <exception cref="OnlineMlException">It is no JSON object, or a field has a wrong type, comes twice or is not known.</exception>
    public CallBody Read(ReadOnlySpan<byte> json, string? model = null, string? key = null)
    {
        if (!Utf8.IsValid(json))
        {
            throw Refuse("The body is not valid UTF-8.");
        }

        var body = new CallBody { Model = model, IdempotencyKey = key };
        var seen = CallField.None;
        var members = new JsonMembers(json[JsonScanner.MarkLength(json)..]);
        while (members.MoveNext())
        {
            var field = CallFields.Find(members.Name);
            if (field == CallField.None && (field = FindOther(members.Name, members.Value)) == CallField.None)
            {
                continue;
            }

            if ((seen & field) != CallField.None)
            {
                throw Refuse($"'{CallFields.NameOf(field)}' comes twice.");
            }

            seen |= field;
            Take(ref body, field, members.Value);
        }

        return body;
    }

    /// <summary>The field of a name that has escapes; one that nobody knows is refused.</summary>
    private CallField FindOther(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var text = JsonText.Read("The name of a field", [(byte)'"', .. name, (byte)'"']);
        if (name.Contains((byte)'\\') && CallFields.Find(Encoding.UTF8.GetBytes(text)) is var field and not CallField.None)
        {
            return field;
        }

        if (!allowsUnknown)
        {
            var shown = text.Length > 64 ? text[..64] + "…" : text;
            throw Refuse($"There is no field '{shown}'.{NearestName.Hint(text, CallFields.Names)}");
        }

        JsonText.Check(text, value);
        return CallField.None;
    }

    private void Take(scoped ref CallBody body, CallField field, ReadOnlySpan<byte> value)
    {
        if (JsonScanner.IsNull(value))
        {
            return;
        }

        switch (field)
        {
            case CallField.Model:
                body.Model = JsonScanner.IsPlainText(value) ? names.Find(value[1..^1]) : JsonText.Read("model", value);
                break;
            case CallField.Features:
                body.Features = value[0] == '{' ? value : throw Refuse("'features' must be an object of names and values.");
                break;
            case CallField.GroundTruth:
                body.GroundTruth = value;
                break;
            case CallField.Label:
                body.Label = value;
                break;
            case CallField.Prediction:
                body.Prediction = Checked(field, value);
                break;
            case CallField.Identifier:
                body.Identifier = JsonText.ReadName("identifier", value);
                break;
            case CallField.IdempotencyKey:
                body.IdempotencyKey = JsonText.Read(WireHeaders.IdempotencyKey, value);
                break;
            case CallField.Time:
                body.Time = Checked(field, value);
                break;
            case CallField.Horizon:
                body.Horizon = Checked(field, value);
                break;
            case CallField.Arms:
                body.Arms = Checked(field, value);
                break;
            case CallField.Weight:
                body.Weight = Checked(field, value);
                break;
            case CallField.Explain:
                body.Explain = Checked(field, value);
                break;
            case CallField.Interval:
                body.Interval = Checked(field, value);
                break;
            case CallField.FutureFeatures:
                body.FutureFeatures = Checked(field, value);
                break;
            case CallField.Items:
                body.Items = Checked(field, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(field), field, "There is no such field.");
        }
    }

    private static ReadOnlySpan<byte> Checked(CallField field, ReadOnlySpan<byte> value)
    {
        JsonText.Check(CallFields.NameOf(field), value);
        return value;
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
