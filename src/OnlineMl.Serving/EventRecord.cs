using System.Buffers;
using System.Text;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>One event of a model's log.</summary>
/// <remarks>A MessagePack list: version, kind, time in milliseconds since 1970, identifier, idempotency key, and features, target and
/// earlier prediction as JSON texts; what is absent is nil.</remarks>
internal readonly ref struct EventRecord
{
    private const int Version = 1;
    private const int Fields = 8;

    public required EventKind Kind { get; init; }

    public required long Time { get; init; }

    public string? Identifier { get; init; }

    public string? IdempotencyKey { get; init; }

    public ReadOnlySpan<byte> Features { get; init; }

    public ReadOnlySpan<byte> Truth { get; init; }

    public ReadOnlySpan<byte> Prediction { get; init; }

    public static EventRecord Of(EventKind kind, long time, ModelCall call) => new()
    {
        Kind = kind,
        Time = time,
        Identifier = call.Identifier,
        IdempotencyKey = call.IdempotencyKey,
        Features = call.Features,
        Truth = call.GroundTruth,
        Prediction = call.Prediction,
    };

    /// <exception cref="StateFormatException">The bytes are no event, or one of a newer version.</exception>
    public static EventRecord Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var fields = reader.ReadArrayHeader();
        var version = reader.ReadInt32();
        if (fields != Fields || version != Version)
        {
            throw new StateFormatException($"The event has version {version} and {fields} fields; version {Version} with {Fields} fields is understood.");
        }

        var kind = (EventKind)reader.ReadInt32();
        if (kind is not (EventKind.Predict or EventKind.Learn or EventKind.Label))
        {
            throw new StateFormatException($"The event is of the unknown kind {(int)kind}.");
        }

        return new EventRecord
        {
            Kind = kind,
            Time = reader.ReadInt64(),
            Identifier = reader.ReadString(),
            IdempotencyKey = reader.ReadString(),
            Features = ReadJson(ref reader),
            Truth = ReadJson(ref reader),
            Prediction = ReadJson(ref reader),
        };
    }

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write(Version);
        writer.Write((int)Kind);
        writer.Write(Time);
        writer.Write(Identifier);
        writer.Write(IdempotencyKey);
        WriteJson(ref writer, Features);
        WriteJson(ref writer, Truth);
        WriteJson(ref writer, Prediction);
        writer.Flush();
    }

    private static ReadOnlySpan<byte> ReadJson(scoped ref MessagePackReader reader) => reader.TryReadNil() ? default : reader.ReadStringSpan();

    private static void WriteJson(ref MessagePackWriter writer, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            writer.WriteNil();
        }
        else
        {
            writer.WriteString(json);
        }
    }
}
