using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Reads predictions from JSON; their task writes them.</summary>
internal static class EarlierPredictionJson
{
    /// <summary>Reads a prediction in the short form or in full.</summary>
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
            var element = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (element.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                task.Read(element, truth, prediction);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'prediction' is not understood: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
