using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Predictions as JSON: in the form that the flavor shows, and in full for the metrics to come.</summary>
internal static class PredictionJson
{
    /// <summary>Writes the form that a flavor shows: a number, an object of probabilities, a label or a cluster.</summary>
    public static void WriteShown(Utf8JsonWriter writer, Prediction prediction, Flavor flavor)
    {
        if (IsShownAsLabel(prediction, flavor))
        {
            WriteLabel(writer, prediction.Label);
        }
        else
        {
            WriteInFull(writer, prediction);
        }
    }

    /// <summary>Whether the shown form leaves out the probabilities.</summary>
    public static bool IsShownAsLabel(Prediction prediction, Flavor flavor) =>
        flavor == Flavor.Multiclass || (flavor != Flavor.Binary && prediction.Task == ModelTask.Classification);

    /// <summary>Reads a prediction in either form.</summary>
    /// <param name="json">The JSON value.</param>
    /// <param name="task">What the model is for.</param>
    /// <param name="truth">The target, whose kind tells what the keys of an object of probabilities stand for.</param>
    /// <param name="prediction">Receives the prediction; empty for JSON's null and for an empty object.</param>
    /// <exception cref="OnlineMlException">The JSON is no prediction of such a model.</exception>
    public static void Read(ReadOnlySpan<byte> json, ModelTask task, Target? truth, Prediction prediction)
    {
        prediction.Clear();
        try
        {
            Read(JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false }), task, truth, prediction);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse(e.Message);
        }
    }

    private static void Read(JsonElement element, ModelTask task, Target? truth, Prediction prediction)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var entry in element.EnumerateObject())
                {
                    if (!TryReadNumber(entry.Value, out var probability))
                    {
                        throw Refuse($"the probability of '{entry.Name}' is no number");
                    }

                    prediction.Probabilities.Add(ParseLabel(entry.Name, truth?.Label.Kind ?? LabelKind.Text), probability);
                }

                prediction.SetProbabilities(task);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            case JsonValueKind.Array:
                throw Refuse("it is a list");
            default:
                ReadSingle(element, task, prediction);
                break;
        }
    }

    private static void ReadSingle(JsonElement element, ModelTask task, Prediction prediction)
    {
        if (task is ModelTask.Classification or ModelTask.BinaryClassification)
        {
            var label = TargetJson.Read(JsonMarshal.GetRawUtf8Value(element), "prediction")?.Label ?? default;
            if (label.IsNone)
            {
                throw Refuse("it is no label");
            }

            prediction.SetLabel(task, label);
        }
        else if (!TryReadNumber(element, out var number))
        {
            throw Refuse("it is no number");
        }
        else if (task == ModelTask.Clustering)
        {
            prediction.SetCluster((int)number);
        }
        else
        {
            prediction.SetNumber(task, number);
        }
    }

    private static OnlineMlException Refuse(string why) => new(RefusalKind.BadRequest, $"'prediction' is not understood: {why}.");

    private static bool TryReadNumber(JsonElement element, out double number)
    {
        number = 0;
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetDouble(out number) && double.IsFinite(number);
        }

        return false;
    }

    private static Label ParseLabel(string text, LabelKind kind) => kind switch
    {
        LabelKind.Boolean when text is "true" or "false" => new Label(text == "true"),
        LabelKind.Number when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new Label(number),
        _ => new Label(text),
    };

    /// <summary>Writes the form that loses nothing: a number, a cluster, or classes with their probabilities.</summary>
    public static void WriteInFull(Utf8JsonWriter writer, Prediction prediction)
    {
        if (prediction is { IsEmpty: true, Task: ModelTask.Regression or ModelTask.Clustering })
        {
            writer.WriteNullValue();
            return;
        }

        switch (prediction.Task)
        {
            case ModelTask.Classification or ModelTask.BinaryClassification:
                writer.WriteStartObject();
                for (var i = 0; i < prediction.Probabilities.Count; i++)
                {
                    writer.WritePropertyName(prediction.Probabilities.Labels[i].ToString());
                    writer.WriteAnyNumber(prediction.Probabilities.Values[i]);
                }

                writer.WriteEndObject();
                break;
            case ModelTask.Clustering:
                writer.WriteNumberValue(prediction.Cluster);
                break;
            default:
                writer.WriteAnyNumber(prediction.Number);
                break;
        }
    }

    private static void WriteLabel(Utf8JsonWriter writer, Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                writer.WriteBooleanValue(label.IsPositive);
                break;
            case LabelKind.Number:
                writer.WriteNumberValue(label.Number);
                break;
            case LabelKind.Text:
                writer.WriteStringValue(label.Text);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
