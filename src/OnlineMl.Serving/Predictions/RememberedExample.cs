using System.Text.Json;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>The features of an example and the options of its call as one JSON value: the object of the features where there are no options, else a
/// list of the options and the features.</summary>
internal static class RememberedExample
{
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> features, ReadOnlySpan<byte> options) =>
        options.IsEmpty ? features : (byte[])[(byte)'[', .. options, (byte)',', .. features, (byte)']'];

    /// <exception cref="StateFormatException">It is no such value.</exception>
    public static void Split(ReadOnlySpan<byte> example, out ReadOnlySpan<byte> features, out ReadOnlySpan<byte> options)
    {
        options = default;
        features = example;
        if (example.IsEmpty || example[0] != '[')
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(example);
            reader.Read();
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            options = example[start..(int)reader.BytesConsumed];
            reader.Read();
            start = (int)reader.TokenStartIndex;
            reader.Skip();
            features = example[start..(int)reader.BytesConsumed];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StateFormatException($"A remembered example is damaged: {e.Message}", e);
        }
    }
}
