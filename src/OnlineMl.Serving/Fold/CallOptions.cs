using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Features;

namespace OnlineMl.Serving.Fold;

/// <summary>What a call says beside features and targets: the moment of the example, and what is asked of the model beyond the features.</summary>
/// <remarks>It is one JSON object with the names of <see cref="WireNames"/>, in the log as on the wire. A name that is not known here is refused, so
/// that what a newer version wrote is never passed over.</remarks>
/// <param name="Time">The moment of the example; null when the call does not say.</param>
/// <param name="Weight">How much the example counts when it is learned; null when the call does not say.</param>
/// <param name="Prediction">What is asked of the model; null for its usual answer.</param>
internal readonly record struct CallOptions(DateTime? Time, double? Weight, PredictionOptions? Prediction)
{
    // Of arms, and of items.
    private const int MostListed = 10_000;

    // What Unix seconds can be and still be a date of .NET.
    private const double EarliestSeconds = -62_135_596_800;
    private const double LatestSeconds = 253_402_300_799;

    /// <summary>Reads options.</summary>
    /// <param name="json">The options as JSON; empty when there are none.</param>
    /// <param name="model">The model that the features of steps to come are for; without it they are passed over.</param>
    /// <param name="maxFeatures">How many features each of those steps may have.</param>
    /// <exception cref="OnlineMlException">They are not understood.</exception>
    /// <exception cref="FeatureFormatException">The features of a step are none, or too many.</exception>
    public static CallOptions Read(ReadOnlySpan<byte> json, Model? model = null, int maxFeatures = int.MaxValue) =>
        json.IsEmpty ? default : ReadObject(json, model, maxFeatures);

    private static CallOptions ReadObject(ReadOnlySpan<byte> json, Model? model, int maxFeatures)
    {
        DateTime? time = null;
        double? weight = null;
        int? horizon = null;
        IReadOnlyList<Label>? arms = null;
        IReadOnlyList<Label>? items = null;
        FeatureVector[]? steps = null;
        var explains = false;
        double? level = null;
        try
        {
            foreach (var option in JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false }).EnumerateObject())
            {
                switch (option.Name)
                {
                    case WireNames.Time:
                        time = TimeOf(option.Value);
                        break;
                    case WireNames.Weight:
                        weight = WeightOf(option.Value);
                        break;
                    case WireNames.Horizon:
                        horizon = HorizonOf(option.Value);
                        break;
                    case WireNames.Arms:
                        arms = LabelsOf(option.Value, WireNames.Arms);
                        break;
                    case WireNames.Items:
                        items = LabelsOf(option.Value, WireNames.Items);
                        break;
                    case WireNames.FutureFeatures:
                        steps = model is null ? null : StepsOf(option.Value, model, maxFeatures);
                        break;
                    case WireNames.Explain:
                        explains = option.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                            ? option.Value.GetBoolean()
                            : throw Refuse($"'{WireNames.Explain}' must be true or false.");
                        break;
                    case WireNames.Interval:
                        level = LevelOf(option.Value);
                        break;
                    default:
                        throw Refuse($"'{option.Name}' is not understood by this version.");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"A field of the call is not valid JSON: {e.Message}");
        }

        return new CallOptions(
            time,
            weight,
            horizon is null or 1 && (arms ?? items ?? (object?)steps) is null && !explains && level is null
                ? null
                : new PredictionOptions
                {
                    Horizon = horizon ?? steps?.Length ?? 1,
                    FutureFeatures = steps,
                    Arms = arms,
                    Items = items,
                    Explains = explains,
                    IntervalLevel = level,
                });
    }

    /// <summary>What a predict says as JSON; empty when it says nothing.</summary>
    public static ReadOnlySpan<byte> Write(PredictRequest request) =>
        request is { Time: null, Horizon: null, Arms: null, Explain: null, Interval: null, FutureFeatures: null, Items: null }
            ? default
            : Write(request.Time, weight: null, request);

    /// <summary>What a learn or label says as JSON; empty when it says nothing.</summary>
    public static ReadOnlySpan<byte> Write(DateTimeOffset? time, double? weight) =>
        time is null && weight is null ? default : Write(time, weight, asked: null);

    private static ReadOnlySpan<byte> Write(DateTimeOffset? time, double? weight, PredictRequest? asked)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (time is { } moment)
            {
                json.WriteString(WireNames.Time, moment);
            }

            if (weight is { } counted)
            {
                json.WritePropertyName(WireNames.Weight);
                json.WriteAnyNumber(counted);
            }

            if (asked is not null)
            {
                Write(json, asked);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, PredictRequest asked)
    {
        if (asked.Horizon is { } steps)
        {
            json.WriteNumber(WireNames.Horizon, steps);
        }

        if (asked.Explain is { } wanted)
        {
            json.WriteBoolean(WireNames.Explain, wanted);
        }

        if (asked.Interval is { } level)
        {
            json.WritePropertyName(WireNames.Interval);
            json.WriteAnyNumber(level);
        }

        foreach (var (name, value) in (ReadOnlySpan<(string, JsonElement?)>)
            [(WireNames.Arms, asked.Arms), (WireNames.Items, asked.Items), (WireNames.FutureFeatures, asked.FutureFeatures)])
        {
            if (value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given)
            {
                json.WritePropertyName(name);
                given.WriteTo(json);
            }
        }
    }

    private static DateTime TimeOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetDouble(out var seconds) && seconds >= EarliestSeconds && seconds <= LatestSeconds =>
            DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)),
        JsonValueKind.String when DateTimeOffset.TryParse(json.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) =>
            moment.UtcDateTime,
        _ => throw Refuse($"'{WireNames.Time}' must be a moment: a date and time as ISO 8601 writes it, or seconds since 1970."),
    };

    private static double WeightOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var weight) && weight >= 0 && double.IsFinite(weight)
            ? weight
            : throw Refuse($"'{WireNames.Weight}' must be a finite number of at least 0, not {json.GetRawText()}.");

    private static double LevelOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var level) && level is >= 0.01 and <= 0.9999
            ? level
            : throw Refuse($"'{WireNames.Interval}' must be a number from 0.01 to 0.9999, the share of targets that are to lie in the interval.");

    private static int HorizonOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var horizon) && horizon is >= 1 and <= PredictionOptions.MaxHorizon
            ? horizon
            : throw Refuse($"'{WireNames.Horizon}' must be a whole number from 1 to {PredictionOptions.MaxHorizon}.");

    private static Label[] LabelsOf(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > MostListed)
        {
            throw Refuse($"'{name}' must be a list of 1 to {MostListed} texts, whole numbers or truth values.");
        }

        return [.. json.EnumerateArray().Select(label => label.ValueKind switch
        {
            JsonValueKind.True => new Label(true),
            JsonValueKind.False => new Label(false),
            JsonValueKind.String => new Label(label.GetString()!),
            JsonValueKind.Number when label.TryGetInt64(out var number) => new Label(number),
            _ => throw Refuse($"'{name}' must be a list of texts, whole numbers or truth values."),
        })];
    }

    private static FeatureVector[] StepsOf(JsonElement json, Model model, int maxFeatures)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > PredictionOptions.MaxHorizon)
        {
            throw Refuse($"'{WireNames.FutureFeatures}' must be a list of 1 to {PredictionOptions.MaxHorizon} objects of names and values, the next step first.");
        }

        return [.. json.EnumerateArray().Select(step =>
        {
            if (step.ValueKind != JsonValueKind.Object)
            {
                throw Refuse($"'{WireNames.FutureFeatures}' must be a list of objects of names and values.");
            }

            var x = model.NewExample();
            x.FillFromJson(JsonMarshal.GetRawUtf8Value(step), maxFeatures);
            return x;
        })];
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
