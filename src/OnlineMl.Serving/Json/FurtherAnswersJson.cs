using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Writes what was asked of a model beside its prediction.</summary>
internal static class FurtherAnswersJson
{
    /// <summary>Whether anything stands beside the prediction: what was asked for, and whether the model asks for the label.</summary>
    public static bool AreThere(Prediction prediction, PredictionOptions? asked) =>
        asked is { Explains: true } or { IntervalLevel: not null } || prediction.IsLabelWanted is not null;

    /// <summary>Writes the answers as one object with their names.</summary>
    public static void Write(Utf8JsonWriter json, Prediction prediction, PredictionOptions? asked)
    {
        json.WriteStartObject();
        if (asked is { Explains: true })
        {
            Write(json, prediction.Contributions);
        }

        if (asked is { IntervalLevel: not null })
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

        // Last, where those who read the answer in the process look for it.
        if (prediction.IsLabelWanted is { } isWanted)
        {
            json.WriteBoolean(WireNames.Ask, isWanted);
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
            ContributionScale.Probability => "probability",
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
