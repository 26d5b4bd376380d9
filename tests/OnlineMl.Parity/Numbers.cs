using System.Text.Json;

namespace OnlineMl.Parity;

/// <summary>Numbers as the records write them.</summary>
public static class Numbers
{
    /// <summary>A number, with NaN and the infinities as texts.</summary>
    public static double Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => throw new FormatException($"'{text}' is no number."),
        },
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };
}
