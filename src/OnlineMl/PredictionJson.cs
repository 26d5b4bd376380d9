using System.Text.Json;

namespace OnlineMl;

/// <summary>The parts of predictions as JSON.</summary>
internal static class PredictionJson
{
    // So many are found faster by looking at one after the other.
    private const int FewClasses = 16;

    /// <summary>Writes a number; those that JSON lacks become the texts <c>nan</c>, <c>inf</c> and <c>-inf</c>.</summary>
    public static void Write(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        }
    }

    /// <summary>Writes a class in the type in which it was learned; null for no class.</summary>
    public static void Write(Utf8JsonWriter json, Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                json.WriteBooleanValue(label.IsPositive);
                break;
            case LabelKind.Number:
                json.WriteNumberValue(label.Number);
                break;
            case LabelKind.Text:
                json.WriteStringValue(label.Text);
                break;
            case LabelKind.None:
                json.WriteNullValue();
                break;
            default:
                throw new InvalidOperationException($"A label of the kind {label.Kind} has no JSON.");
        }
    }

    /// <summary>Writes probabilities as properties named after their classes.</summary>
    public static void Write(Utf8JsonWriter json, Probabilities probabilities)
    {
        for (var i = 0; i < probabilities.Count; i++)
        {
            json.WritePropertyName(probabilities.Labels[i].ToString());
            Write(json, probabilities.Values[i]);
        }
    }

    /// <summary>A number, or one of the texts that <see cref="Write(Utf8JsonWriter, double)"/> has for numbers that JSON lacks, since a label may come for
    /// a prediction that was one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Number(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String when json.ValueEquals("inf"u8) => double.PositiveInfinity,
        JsonValueKind.String when json.ValueEquals("-inf"u8) => double.NegativeInfinity,
        JsonValueKind.String when json.ValueEquals("nan"u8) => double.NaN,
        JsonValueKind.Array => throw new FormatException("it is a list"),
        _ => throw new FormatException("it is no number"),
    };

    /// <summary>A whole number of at least 0.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Whole(JsonElement json)
    {
        var number = Number(json);
        return number >= 0 && number <= int.MaxValue && Math.Floor(number) == number
            ? (int)number
            : throw new FormatException("it is no whole number of at least 0");
    }

    /// <summary>A class.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Label Label(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => new Label(true),
        JsonValueKind.False => new Label(false),
        JsonValueKind.String => new Label(json.GetString()!),
        JsonValueKind.Number when json.TryGetInt64(out var number) => new Label(number),
        JsonValueKind.Number when json.GetDouble() is var number && Math.Floor(number) == number && Math.Abs(number) < 1L << 53 => new Label((long)number),
        JsonValueKind.Array => throw new FormatException("it is a list"),
        _ => throw new FormatException("it is no label"),
    };

    /// <summary>Reads probabilities by class. Those of one class in two spellings, as models had them that were trained by an earlier version, add up.</summary>
    /// <exception cref="FormatException">A probability is no number.</exception>
    public static void Read(JsonElement json, Probabilities probabilities)
    {
        var places = json.GetPropertyCount() > FewClasses ? new Dictionary<Label, int>() : null;
        foreach (var entry in json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetDouble(out var probability) || !double.IsFinite(probability))
            {
                throw new FormatException($"the probability of '{entry.Name}' is no number");
            }

            Label label = entry.Name;
            var place = places is null ? probabilities.Labels.IndexOf(label) : places.GetValueOrDefault(label, -1);
            if (place < 0)
            {
                places?.Add(label, probabilities.Count);
                probabilities.Add(label, probability);
            }
            else
            {
                probabilities.Values[place] += probability;
            }
        }
    }
}
