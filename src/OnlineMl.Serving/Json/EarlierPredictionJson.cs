using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Reads predictions of a model from JSON.</summary>
internal static class EarlierPredictionJson
{
    /// <summary>Reads a prediction in the short form or in full.</summary>
    /// <param name="json">The JSON value.</param>
    /// <param name="model">The model.</param>
    /// <param name="prediction">Receives the prediction; empty for JSON's null and for an empty object.</param>
    /// <exception cref="OnlineMlException">The JSON is no prediction of such a model.</exception>
    public static void Read(ReadOnlySpan<byte> json, Model model, Prediction prediction)
    {
        prediction.Clear();
        try
        {
            var element = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (element.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                model.Read(element, prediction);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'prediction' is not understood: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
