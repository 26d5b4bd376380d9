using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OnlineMl.Datasets;
using OnlineMl.Numerics;

namespace OnlineMl.Features;

/// <summary>Fills vectors from flat JSON objects in UTF-8 without making anything in between.</summary>
/// <remarks>Numbers, truth values (1 or 0) and texts are taken; null means absent. Nested values, names given twice and numbers
/// beyond the range of a double are refused. A vector that was refused is empty; names that were read before stay in its space
/// unless it keeps strangers.
/// <example><code>
/// var x = new FeatureVector(space);
/// x.FillFromJson("""{"age": 31, "country": "FR", "member": true}"""u8);
/// </code></example></remarks>
public static class JsonFeatures
{
    /// <summary>The most features an example may have when nothing else is said.</summary>
    public const int MaxFeatures = 100_000;

    /// <summary>Fills a vector from a text that is one JSON object.</summary>
    /// <exception cref="FeatureFormatException">The text is not such an object; the message names the feature.</exception>
    public static void FillFromJson(this FeatureVector x, ReadOnlySpan<byte> utf8Json, int maxFeatures = MaxFeatures)
    {
        ArgumentNullException.ThrowIfNull(x);
        try
        {
            if (FlatJson.TryFill(x.Filler, utf8Json, maxFeatures))
            {
                return;
            }
        }
        catch
        {
            x.Clear();
            throw;
        }

        var reader = new Utf8JsonReader(utf8Json);
        Fill(x, ref reader, maxFeatures, utf8Json);
        try
        {
            // Anything but white space behind the object makes the reader complain.
            reader.Read();
        }
        catch (JsonException exception)
        {
            x.Clear();
            throw new FeatureFormatException($"The features are not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Fills a vector from the object at which a reader stands or which comes next. The reader is left at its end.</summary>
    /// <exception cref="FeatureFormatException">There is no such object; the message names the feature.</exception>
    public static void FillFromJson(this FeatureVector x, ref Utf8JsonReader reader, int maxFeatures = MaxFeatures)
    {
        ArgumentNullException.ThrowIfNull(x);
        Fill(x, ref reader, maxFeatures, default);
    }

    // The text is all that the reader reads, if it is known; it is only looked at to say what is wrong.
    private static void Fill(FeatureVector x, ref Utf8JsonReader reader, int maxFeatures, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = default;
        try
        {
            Fill(x.Filler, ref reader, maxFeatures, ref name);
        }
        catch (JsonException exception)
        {
            x.Clear();
            throw NotJson(exception, name, ref reader, text);
        }
        catch
        {
            x.Clear();
            throw;
        }
    }

    private static void Fill(FeatureFiller filler, ref Utf8JsonReader reader, int maxFeatures, ref ReadOnlySpan<byte> name)
    {
        filler.Begin();
        if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
        {
            Advance(ref reader);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FeatureFormatException("The features are not a JSON object.");
        }

        for (var count = 0; ; count++)
        {
            Advance(ref reader);
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                break;
            }

            if (count == maxFeatures)
            {
                throw new FeatureFormatException($"There are more than {maxFeatures} features.") { IsTooMany = true };
            }

            name = reader.ValueSpan;
            if (reader.ValueIsEscaped || reader.HasValueSequence)
            {
                AddEscaped(filler, ref reader);
            }
            else
            {
                Advance(ref reader);
                Add(filler, name, ref reader);
            }
        }

        filler.End();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(FeatureFiller filler, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            var number = NumberOf(ref reader);
            filler.Add(name, number, reader.HasValueSequence ? 0 : WholeNumbers.RestOf(reader.ValueSpan, number));
        }
        else
        {
            AddOther(filler, name, ref reader);
        }
    }

    private static double NumberOf(ref Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.GetDouble()
        : DecimalParser.TryRead(reader.ValueSpan, out var number) ? number
        : double.NaN;

    private static void AddOther(FeatureFiller filler, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                filler.Add(name, 1);
                break;
            case JsonTokenType.False:
                filler.Add(name, 0);
                break;
            case JsonTokenType.Null:
                filler.AddAbsent(name);
                break;
            case JsonTokenType.String:
                filler.Add(name, TextOf(filler, name, ref reader));
                break;
            default:
                throw new FeatureFormatException(
                    $"The feature '{FeatureFiller.Shown(name)}' is an object or a list; a number, a truth value, a text or null is needed.");
        }
    }

    private static string TextOf(FeatureFiller filler, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !reader.HasValueSequence && Utf8.IsValid(reader.ValueSpan))
        {
            return filler.Texts.TextOf(reader.ValueSpan);
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new FeatureFormatException($"The feature '{FeatureFiller.Shown(name)}' is a text that is not Unicode.", exception);
        }
    }

    private static void AddEscaped(FeatureFiller filler, ref Utf8JsonReader reader)
    {
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var name = buffer.AsSpan(0, reader.CopyString(buffer));
            Advance(ref reader);
            Add(filler, name, ref reader);
        }
        catch (InvalidOperationException exception)
        {
            throw new FeatureFormatException("The name of a feature is not Unicode.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new FeatureFormatException("The features end too early.");
        }
    }

    private static FeatureFormatException NotJson(JsonException exception, ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var isInValue = reader.TokenType == JsonTokenType.PropertyName;
        var where = name.IsEmpty ? "The features are not JSON"
            : isInValue ? $"The feature '{FeatureFiller.Shown(name)}' is not JSON"
            : $"The features are not JSON behind '{FeatureFiller.Shown(name)}'";
        var reason = isInValue && !text.IsEmpty && IsNotFinite(text[(int)reader.BytesConsumed..])
            ? "NaN and Infinity are no numbers of JSON; leave the feature out or send null when it has no value."
            : exception.Message;
        return new FeatureFormatException($"{where}: {reason}", exception);
    }

    // What other languages write for numbers that JSON lacks: NaN, nan, Infinity, -Infinity, inf.
    private static bool IsNotFinite(ReadOnlySpan<byte> value)
    {
        value = value.TrimStart(": \t\r\n"u8).TrimStart("+-"u8);
        return value.Length >= 3 && (Ascii.EqualsIgnoreCase(value[..3], "nan"u8) || Ascii.EqualsIgnoreCase(value[..3], "inf"u8));
    }
}
