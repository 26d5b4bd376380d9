using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Predictions as JSON: in the form that the flavor shows, and in full for the metrics to come.</summary>
internal static class PredictionJson
{
    /// <summary>The form that a flavor shows: a number, an object of probabilities, a label or a cluster.</summary>
    public static JsonElement Show(Prediction prediction, Flavor flavor) =>
        ToElement(writer =>
        {
            if (flavor == Flavor.Multiclass || (flavor != Flavor.Binary && prediction.Task == ModelTask.Classification))
            {
                WriteLabel(writer, prediction.Label);
            }
            else
            {
                WriteFull(writer, prediction);
            }
        });

    /// <summary>The form that loses nothing: classes with their probabilities.</summary>
    public static JsonElement ShowInFull(Prediction prediction) => ToElement(writer => WriteFull(writer, prediction));

    /// <summary>Reads a prediction in either form.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="task">What the model is for.</param>
    /// <param name="truth">The target, whose kind tells what the keys of an object of probabilities stand for.</param>
    /// <param name="prediction">Receives the prediction; empty for JSON's null and for an empty object.</param>
    public static void Read(JsonElement element, ModelTask task, Target? truth, Prediction prediction)
    {
        prediction.Clear();
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
            var label = TargetJson.Read(element, "prediction")?.Label ?? default;
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

    private static void WriteFull(Utf8JsonWriter writer, Prediction prediction)
    {
        if (prediction.IsEmpty && prediction.Task == ModelTask.Regression)
        {
            writer.WriteNullValue();
            return;
        }

        switch (prediction.Task)
        {
            case ModelTask.Classification or ModelTask.BinaryClassification:
                writer.WriteStartObject();
                foreach (var (label, probability) in prediction.Probabilities)
                {
                    writer.WritePropertyName(label.ToString());
                    WriteNumber(writer, probability);
                }

                writer.WriteEndObject();
                break;
            case ModelTask.Clustering:
                writer.WriteNumberValue(prediction.Cluster);
                break;
            default:
                WriteNumber(writer, prediction.Number);
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

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        }
    }

    private static JsonElement ToElement(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
