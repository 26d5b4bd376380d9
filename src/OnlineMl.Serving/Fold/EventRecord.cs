using System.Buffers;
using System.Text;
using System.Text.Unicode;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>One event of a model's log.</summary>
/// <remarks>A MessagePack list: version, kind, time in milliseconds since 1970, identifier, idempotency key, and features, target and
/// earlier prediction as JSON texts; what is absent is nil. Version 2 has one field more, the options of the call as a JSON text; an event without
/// them is written as version 1. Version 3 has another one, when the prediction was made that the event brings along, and version 4 one more, the file of a
/// model that takes the place of the served one or was merged of its shares, as bytes.</remarks>
internal readonly ref struct EventRecord
{
    private const int Version = 1;
    private const int Fields = 8;
    private const int VersionWithOptions = 2;
    private const int VersionWithPrediction = 3;
    private const int VersionWithModel = 4;
    private const int MostTexts = 7;

    public required EventKind Kind { get; init; }

    public required long Time { get; init; }

    /// <summary>What its prediction is remembered under, in UTF-8; empty when it is not.</summary>
    public ReadOnlySpan<byte> Identifier { get; init; }

    public string? IdempotencyKey { get; init; }

    public ReadOnlySpan<byte> Features { get; init; }

    public ReadOnlySpan<byte> Truth { get; init; }

    public ReadOnlySpan<byte> Prediction { get; init; }

    /// <summary>What else the call says, as a JSON object; empty when it says nothing.</summary>
    public ReadOnlySpan<byte> Options { get; init; }

    /// <summary>When a copy of the model made the prediction that is learned from, in milliseconds since 1970: <see cref="Features"/> and
    /// <see cref="Prediction"/> are then as it remembered them. Null for all other events.</summary>
    public long? Made { get; init; }

    /// <summary>The file of the model that takes the place of the served one; empty for all other events.</summary>
    public ReadOnlySpan<byte> ModelFile { get; init; }

    /// <exception cref="StateFormatException">The bytes are no event, or one of a newer version.</exception>
    public static EventRecord Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var fields = reader.ReadArrayHeader();
        var version = reader.ReadInt32();
        if (version is < Version or > VersionWithModel || fields != Fields + version - Version)
        {
            throw new StateFormatException(
                $"The event has version {version} and {fields} fields; versions {Version} with {Fields} fields to {VersionWithModel} with {Fields + VersionWithModel - Version} are understood.");
        }

        var kind = (EventKind)reader.ReadInt32();
        if (kind is not (EventKind.Predict or EventKind.Learn or EventKind.Label or EventKind.Pull or EventKind.Limits or EventKind.Replace or EventKind.Cut or EventKind.Merge))
        {
            throw new StateFormatException($"The event is of the unknown kind {(int)kind}.");
        }

        var hasModel = version == VersionWithModel;
        if ((kind is EventKind.Replace or EventKind.Merge) != hasModel)
        {
            throw new StateFormatException($"The event is of the kind {(int)kind} and has {(hasModel ? "a" : "no")} model.");
        }

        return new EventRecord
        {
            Kind = kind,
            Time = reader.ReadInt64(),
            Identifier = ReadIdentifier(ref reader),
            IdempotencyKey = reader.ReadString(),
            Features = ReadJson(ref reader),
            Truth = ReadJson(ref reader),
            Prediction = ReadJson(ref reader),
            Options = version >= VersionWithOptions ? ReadJson(ref reader) : default,
            Made = version >= VersionWithPrediction && !reader.TryReadNil() ? reader.ReadInt64() : null,
            ModelFile = hasModel ? reader.ReadBytes() : default,
        };
    }

    /// <summary>Writes the event of a call.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="kind">What the call asks for.</param>
    /// <param name="time">When it came, in milliseconds since 1970.</param>
    /// <param name="call">The call.</param>
    public static void Write(IBufferWriter<byte> output, EventKind kind, long time, in ModelCall call)
    {
        var version = kind is EventKind.Replace or EventKind.Merge ? VersionWithModel
            : call.Made is not null ? VersionWithPrediction
            : call.Options.IsEmpty ? Version
            : VersionWithOptions;
        var record = new PackedSpan(output.GetSpan(MaxLength(call)));
        record.WriteShortArrayHeader(Fields + version - Version);
        record.WriteSmall(version);
        record.WriteSmall((int)kind);
        record.Write(time);
        record.Write(call.Identifier);
        record.Write(call.IdempotencyKey);
        record.Write(call.Features);
        record.Write(call.GroundTruth);
        record.Write(call.Prediction);
        if (version >= VersionWithOptions)
        {
            record.Write(call.Options);
        }

        if (call.Made is { } made)
        {
            record.Write(made);
        }

        if (version == VersionWithModel)
        {
            record.Write(default(ReadOnlySpan<byte>));
            record.WriteBytes(call.ModelFile);
        }

        output.Advance(record.Length);
    }

    // The list, version and kind take a byte each.
    private static int MaxLength(in ModelCall call) => checked(
        3 + (2 * PackedSpan.MaxNumberLength) + (MostTexts * PackedSpan.TextOverhead)
        + Encoding.UTF8.GetMaxByteCount(call.Identifier?.Length ?? 0) + Encoding.UTF8.GetMaxByteCount(call.IdempotencyKey?.Length ?? 0)
        + call.Features.Length + call.GroundTruth.Length + call.Prediction.Length + call.Options.Length + call.ModelFile.Length);

    private static ReadOnlySpan<byte> ReadIdentifier(scoped ref PackedReader reader)
    {
        if (reader.TryReadNil())
        {
            return default;
        }

        var identifier = reader.ReadStringSpan();
        return Utf8.IsValid(identifier) ? identifier : throw new StateFormatException("The identifier of the event is not UTF-8.");
    }

    private static ReadOnlySpan<byte> ReadJson(scoped ref PackedReader reader) => reader.TryReadNil() ? default : reader.ReadStringSpan();
}
