using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Reads targets from JSON.</summary>
internal static class TargetJson
{
    /// <summary>The target in a JSON value: a truth value, a text or a number; null for JSON's null.</summary>
    /// <param name="value">The value, or null when the field is absent.</param>
    /// <param name="field">The field's name, for the message.</param>
    public static Target? Read(JsonElement? value, string field)
    {
        if (value is not { } element)
        {
            return null;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            case JsonValueKind.True:
                return new Label(true);
            case JsonValueKind.False:
                return new Label(false);
            case JsonValueKind.String:
                return new Label(element.GetString()!);
            case JsonValueKind.Number when element.TryGetInt64(out var whole):
                return new Label(whole);
            case JsonValueKind.Number when element.TryGetDouble(out var number) && double.IsFinite(number):
                return number;
            case JsonValueKind.Number:
                throw new OnlineMlException(RefusalKind.BadRequest, $"'{field}' is not a finite number.");
            default:
                throw new OnlineMlException(RefusalKind.BadRequest, $"'{field}' must be a number, a text or a truth value.");
        }
    }
}
