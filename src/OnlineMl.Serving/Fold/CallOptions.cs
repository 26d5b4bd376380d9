using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Fold;

/// <summary>What a call says beside features and targets: the moment of the example, and what is asked of the model beyond the features.</summary>
/// <remarks>It is one JSON object with the names of <see cref="WireNames"/>, in the log as on the wire. A name that is not known here is refused, so
/// that what a newer version wrote is never passed over.</remarks>
/// <param name="Time">The moment of the example; null when the call does not say.</param>
/// <param name="Weight">How much the example counts when it is learned; null when the call does not say.</param>
/// <param name="Prediction">What is asked of the model; null for its usual answer.</param>
internal readonly record struct CallOptions(DateTime? Time, double? Weight, PredictionOptions? Prediction)
{
    private const int MaxArms = 10_000;

    // What Unix seconds can be and still be a date of .NET.
    private const double EarliestSeconds = -62_135_596_800;
    private const double LatestSeconds = 253_402_300_799;

    /// <exception cref="OnlineMlException">They are not understood.</exception>
    public static CallOptions Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return default;
        }

        DateTime? time = null;
        double? weight = null;
        var horizon = 1;
        IReadOnlyList<Label>? arms = null;
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
                        arms = ArmsOf(option.Value);
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
            horizon == 1 && arms is null && !explains && level is null
                ? null
                : new PredictionOptions { Horizon = horizon, Arms = arms, Explains = explains, IntervalLevel = level });
    }

    /// <summary>The options as JSON; empty when there are none.</summary>
    public static ReadOnlySpan<byte> Write(
        DateTimeOffset? time, double? weight = null, int? horizon = null, JsonElement? arms = null, bool? explain = null, double? interval = null)
    {
        if (time is null && weight is null && horizon is null && arms is null && explain is null && interval is null)
        {
            return default;
        }

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

            if (horizon is { } steps)
            {
                json.WriteNumber(WireNames.Horizon, steps);
            }

            if (arms is { } choice)
            {
                json.WritePropertyName(WireNames.Arms);
                choice.WriteTo(json);
            }

            if (explain is { } wanted)
            {
                json.WriteBoolean(WireNames.Explain, wanted);
            }

            if (interval is { } level)
            {
                json.WritePropertyName(WireNames.Interval);
                json.WriteAnyNumber(level);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
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
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var horizon) && horizon is >= 1 and <= PredictionOptions.LongestHorizon
            ? horizon
            : throw Refuse($"'{WireNames.Horizon}' must be a whole number from 1 to {PredictionOptions.LongestHorizon}.");

    private static Label[] ArmsOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > MaxArms)
        {
            throw Refuse($"'{WireNames.Arms}' must be a list of 1 to {MaxArms} texts, whole numbers or truth values.");
        }

        return [.. json.EnumerateArray().Select(arm => arm.ValueKind switch
        {
            JsonValueKind.True => new Label(true),
            JsonValueKind.False => new Label(false),
            JsonValueKind.String => new Label(arm.GetString()!),
            JsonValueKind.Number when arm.TryGetInt64(out var number) => new Label(number),
            _ => throw Refuse($"'{WireNames.Arms}' must be a list of texts, whole numbers or truth values."),
        })];
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
