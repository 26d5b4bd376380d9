using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Contracts.Examples;

/// <summary>Turns objects into JSON objects of features, one after the other in one buffer.</summary>
internal sealed class ExampleWriter(JsonNamingPolicy? naming) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private Utf8JsonWriter? _writer;

    public JsonElement Write<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T example)
    {
        ArgumentNullException.ThrowIfNull(example);
        _buffer.ResetWrittenCount();
        var writer = _writer ??= new Utf8JsonWriter(_buffer);
        writer.Reset();
        writer.WriteStartObject();
        foreach (var write in PropertyWriters<T>.For(naming))
        {
            write(writer, example);
        }

        writer.WriteEndObject();
        writer.Flush();
        return JsonElement.Parse(_buffer.WrittenSpan);
    }

    public void Dispose() => _writer?.Dispose();
}
