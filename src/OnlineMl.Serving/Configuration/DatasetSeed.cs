using System.Buffers;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Serving.Json;

namespace OnlineMl.Serving.Configuration;

/// <summary>The examples of a data set as calls.</summary>
internal static class DatasetSeed
{
    /// <summary>A learn for every example.</summary>
    public static async IAsyncEnumerable<LearnRequest> Read(Func<IExampleReader> open, string model)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        using var reader = open();
        var x = new FeatureVector();
        while (reader.TryRead(x, out var target))
        {
            var features = JsonValues.Features(x.Select(feature =>
                new KeyValuePair<string, object?>(feature.Name, feature.Text is { } text ? text : feature.Number)));
            yield return new LearnRequest(model, features, Shown(target), Weight: reader.IsWeighted ? reader.Weight : null);
        }
    }

    private static JsonElement? Shown(in Target target)
    {
        if (target.Label.IsNone && target.Outputs is null)
        {
            return JsonValues.Value(target.Number);
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            if (target.Outputs is { } outputs)
            {
                writer.WriteStartObject();
                foreach (var (name, output) in outputs)
                {
                    writer.WritePropertyName(name);
                    Write(writer, output);
                }

                writer.WriteEndObject();
            }
            else
            {
                Write(writer, target);
            }
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, in Target target)
    {
        if (target.Label.IsNone)
        {
            writer.WriteAnyNumber(target.Number);
        }
        else
        {
            PredictionJson.Write(writer, target.Label);
        }
    }
}
