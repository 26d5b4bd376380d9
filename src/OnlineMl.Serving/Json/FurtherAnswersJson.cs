using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Writes what was asked of a model beside its prediction.</summary>
internal static class FurtherAnswersJson
{
    /// <summary>Whether anything is asked for that stands beside the prediction.</summary>
    public static bool AreAsked(PredictionOptions? asked) => asked is { Explains: true } or { IntervalLevel: not null };

    /// <summary>Writes the answers as one object with their names.</summary>
    public static void Write(Utf8JsonWriter json, Prediction prediction, PredictionOptions asked)
    {
        json.WriteStartObject();
        if (asked.Explains)
        {
            Write(json, prediction.Contributions);
        }

        if (asked.IntervalLevel is not null)
        {
            json.WritePropertyName(WireNames.Interval);
            if (!prediction.Intervals.IsEmpty)
            {
                json.WriteStartArray();
                foreach (var interval in prediction.Intervals)
                {
                    Write(json, interval);
                }

                json.WriteEndArray();
            }
            else if (prediction.Interval is { } interval)
            {
                Write(json, interval);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Contributions contributions)
    {
        json.WriteStartObject(WireNames.Contributions);
        json.WritePropertyName("baseline"u8);
        json.WriteAnyNumber(contributions.Baseline);
        json.WriteString("scale"u8, contributions.Scale switch
        {
            ContributionScale.Number => "number",
            ContributionScale.LogNumber => "log_number",
            ContributionScale.LogOdds => "log_odds",
            _ => "probability",
        });
        Write(json, "class", contributions.Class);
        Write(json, "rival", contributions.Rival);
        json.WriteStartObject("features"u8);
        foreach (var (name, contribution) in contributions)
        {
            json.WritePropertyName(name);
            json.WriteAnyNumber(contribution);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Label label)
    {
        if (!label.IsNone)
        {
            json.WritePropertyName(name);
            PredictionJson.Write(json, label);
        }
    }

    private static void Write(Utf8JsonWriter json, Interval interval)
    {
        json.WriteStartObject();
        json.WritePropertyName("lower"u8);
        json.WriteAnyNumber(interval.Lower);
        json.WritePropertyName("upper"u8);
        json.WriteAnyNumber(interval.Upper);
        json.WriteEndObject();
    }
}
