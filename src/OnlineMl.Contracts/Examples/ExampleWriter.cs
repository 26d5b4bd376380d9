using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Contracts.Examples;

/// <summary>Turns objects into JSON objects of features, one after the other in one buffer.</summary>
internal sealed class ExampleWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public ExampleWriter() => _writer = new Utf8JsonWriter(_buffer);

    public JsonElement Write<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T example)
    {
        ArgumentNullException.ThrowIfNull(example);
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        foreach (var write in PropertyWriters<T>.All)
        {
            write(_writer, example);
        }

        _writer.WriteEndObject();
        _writer.Flush();
        return JsonElement.Parse(_buffer.WrittenSpan);
    }

    public void Dispose() => _writer.Dispose();
}
