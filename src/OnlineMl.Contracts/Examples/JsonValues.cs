using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using OnlineMl.Contracts.Examples;

namespace OnlineMl.Contracts;

/// <summary>Turns plain .NET values into the JSON that the wire records carry.</summary>
public static class JsonValues
{
    /// <summary>A JSON object of features. Null values are left out.</summary>
    /// <param name="features">Names with numbers of any type, texts, truth values, enums (their name), letters and identifiers (as texts), dates (day
    /// numbers), times of day or durations (in days).</param>
    /// <exception cref="ArgumentException">A value has another type, or is no finite number.</exception>
    public static JsonElement Features(IEnumerable<KeyValuePair<string, object?>> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return WriteObject(features);
    }

    /// <summary>A JSON value: a number, a text or a truth value.</summary>
    /// <exception cref="ArgumentException">The value has another type, or is no finite number.</exception>
    public static JsonElement Value(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Write(writer => WriteValue(writer, "value", value));
    }

    /// <summary>The target of an example as JSON: a number, a text or a truth value; for a model with several outputs their values by name, a list of numbers
    /// and truth values in the order of the outputs "0", "1" and so on, or a list of texts that names the labels that the example has.</summary>
    /// <param name="target">A plain value, pairs of names and values, a list of plain values, or JSON. An object of your own becomes one by
    /// <see cref="Targets"/>.</param>
    /// <exception cref="ArgumentException">It is none of these, or a number in it is not finite.</exception>
    public static JsonElement Target(object target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target switch
        {
            JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json => json,
            IDictionary pairs => WriteObject(Pairs(pairs)),
            IEnumerable<KeyValuePair<string, object?>> pairs => WriteObject(pairs),
            IEnumerable<KeyValuePair<string, double>> pairs => WriteObject(pairs.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))),
            IEnumerable values and not string => WriteList(values),
            _ => Value(target),
        };
    }

    /// <summary>The targets of a model with several outputs as JSON, from an object whose public properties they are.</summary>
    /// <param name="targets">A class, record, struct or anonymous type; properties as <see cref="ModelClient{TFeatures}"/> takes them.</param>
    /// <param name="naming">Gives the targets their names; null takes the properties'.</param>
    /// <exception cref="ArgumentException">A property has a type that is no target, or a number is not finite.</exception>
    /// <example><code>
    /// await houses.LearnAsync(house, JsonValues.Targets(new { Price = 250_000, Rent = 900 }));
    /// </code></example>
    public static JsonElement Targets<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T targets, JsonNamingPolicy? naming = null)
    {
        using var writer = new ExampleWriter(naming);
        return writer.Write(targets);
    }

    /// <summary>Numbers by name from a JSON object in which <c>nan</c>, <c>inf</c> and <c>-inf</c> are texts.</summary>
    /// <exception cref="InvalidOperationException">It is no object.</exception>
    /// <exception cref="FormatException">A value is no number.</exception>
    public static IReadOnlyDictionary<string, double> ReadNumbers(JsonElement numbers) =>
        numbers.EnumerateObject().ToDictionary(number => number.Name, number => ReadNumber(number.Value), StringComparer.Ordinal);

    /// <summary>A number, also one that JSON lacks and that therefore is the text <c>nan</c>, <c>inf</c> or <c>-inf</c>.</summary>
    /// <exception cref="FormatException">The value is neither.</exception>
    public static double ReadNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : (value.ValueKind == JsonValueKind.String ? value.GetString() : null) switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => throw new FormatException($"{value} is no number."),
        };

    /// <summary>A JSON list of JSON values.</summary>
    internal static JsonElement List(IEnumerable<JsonElement> values) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    });

    internal static void WriteValue(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case Enum member:
                writer.WriteStringValue(member.ToString());
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                WriteFinite(writer, name, number);
                break;
            case float number:
                WriteFinite(writer, name, number);
                break;
            case Half number:
                WriteFinite(writer, name, (double)number);
                break;
            case nint number:
                writer.WriteNumberValue(number);
                break;
            case nuint number:
                writer.WriteNumberValue(number);
                break;
            case Int128 number:
                WriteFinite(writer, name, (double)number);
                break;
            case UInt128 number:
                WriteFinite(writer, name, (double)number);
                break;
            case BigInteger number:
                WriteFinite(writer, name, (double)number);
                break;
            case DateOnly day:
                writer.WriteNumberValue(day.DayNumber);
                break;
            case DateTime moment:
                writer.WriteNumberValue((double)moment.Ticks / TimeSpan.TicksPerDay);
                break;
            case DateTimeOffset moment:
                writer.WriteNumberValue((double)moment.UtcTicks / TimeSpan.TicksPerDay);
                break;
            case TimeOnly time:
                writer.WriteNumberValue((double)time.Ticks / TimeSpan.TicksPerDay);
                break;
            case TimeSpan time:
                writer.WriteNumberValue((double)time.Ticks / TimeSpan.TicksPerDay);
                break;
            case char letter:
                writer.WriteStringValue(letter.ToString());
                break;
            case Guid identifier:
                writer.WriteStringValue(identifier);
                break;
            case JsonElement { ValueKind: JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False } element:
                element.WriteTo(writer);
                break;
            default:
                throw new ArgumentException(
                    $"'{name}' is of the type {value.GetType().Name}; a number, a text, a truth value, an enum, an identifier, a date or a time is needed; [JsonIgnore] leaves a property out.", nameof(value));
        }
    }

    internal static void WriteFinite(Utf8JsonWriter writer, string name, double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{name}' is {number}; a finite number is needed."), nameof(number));
        }

        writer.WriteNumberValue(number);
    }

    /// <summary>What a model is to choose from or to order as a JSON list; null when it is not said.</summary>
    internal static JsonElement? Choices(IEnumerable<object>? values) => values is null ? null : List(values.Select(Value));

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(IDictionary pairs)
    {
        foreach (DictionaryEntry pair in pairs)
        {
            yield return new(
                pair.Key as string ?? throw new ArgumentException($"The name '{pair.Key}' of a target is of the type {pair.Key.GetType().Name}; a text is needed.", nameof(pairs)),
                pair.Value);
        }
    }

    private static JsonElement WriteObject(IEnumerable<KeyValuePair<string, object?>> pairs) => Write(writer =>
    {
        writer.WriteStartObject();
        MemberWriters.WritePairs(writer, pairs);
        writer.WriteEndObject();
    });

    private static JsonElement WriteList(IEnumerable values) => Write(writer =>
    {
        var count = 0;
        writer.WriteStartArray();
        foreach (var value in values)
        {
            var name = count++.ToString(CultureInfo.InvariantCulture);
            WriteValue(writer, name, value ?? throw new ArgumentException($"'{name}' of a list of targets is null.", nameof(values)));
        }

        writer.WriteEndArray();
    });

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
