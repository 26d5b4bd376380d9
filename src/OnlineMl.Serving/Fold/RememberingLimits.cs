using System.Buffers;
using System.Text.Json;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>How much of its calls a served model remembers. Part of its snapshots, because a replay has to forget at the same points, whatever
/// the options are by then. They change by an event of the log, so that all servers that share it forget at the same points, too.</summary>
internal sealed class RememberingLimits : IStateful, IEquatable<RememberingLimits>
{
    private const long BytesOfKey = 4096;

    private int _predictions;
    private long _predictionBytes;
    private long _predictionMilliseconds;
    private int _keys;
    private long _keyMilliseconds;

    public RememberingLimits(OnlineMlServingOptions options)
    {
        _predictions = options.Call.RememberedPredictions;
        _predictionBytes = options.Call.RememberedBytes;
        _predictionMilliseconds = (long)options.Call.RememberFor.TotalMilliseconds;
        _keys = options.Call.IdempotencyKeys;
        _keyMilliseconds = (long)options.Call.IdempotencyFor.TotalMilliseconds;
    }

    /// <summary>How many unlabelled predictions.</summary>
    public int Predictions => _predictions;

    /// <summary>How many bytes of unlabelled predictions.</summary>
    public long PredictionBytes => _predictionBytes;

    /// <summary>How long an unlabelled prediction.</summary>
    public long PredictionMilliseconds => _predictionMilliseconds;

    /// <summary>How many idempotency keys.</summary>
    public int Keys => _keys;

    /// <summary>How many bytes of idempotency keys and the answers to them. It follows from their number, which all servers have and all logs tell.</summary>
    public long KeyBytes => _keys * BytesOfKey;

    /// <summary>How long an idempotency key.</summary>
    public long KeyMilliseconds => _keyMilliseconds;

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="StateFormatException">It is something else.</exception>
    public static RememberingLimits Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var limits = new RememberingLimits(new OnlineMlServingOptions());
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "predictions":
                        limits._predictions = reader.GetInt32();
                        break;
                    case "prediction_bytes":
                        limits._predictionBytes = reader.GetInt64();
                        break;
                    case "prediction_milliseconds":
                        limits._predictionMilliseconds = reader.GetInt64();
                        break;
                    case "keys":
                        limits._keys = reader.GetInt32();
                        break;
                    case "key_milliseconds":
                        limits._keyMilliseconds = reader.GetInt64();
                        break;
                    default:
                        throw new StateFormatException($"The limits have the unknown member '{name}'.");
                }
            }

            return limits;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new StateFormatException("The event has no limits.", e);
        }
    }

    /// <summary>The limits as the options of an event, a JSON object.</summary>
    public byte[] Write()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("predictions", _predictions);
            writer.WriteNumber("prediction_bytes", _predictionBytes);
            writer.WriteNumber("prediction_milliseconds", _predictionMilliseconds);
            writer.WriteNumber("keys", _keys);
            writer.WriteNumber("key_milliseconds", _keyMilliseconds);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>Takes over others.</summary>
    public void Take(RememberingLimits others) => (_predictions, _predictionBytes, _predictionMilliseconds, _keys, _keyMilliseconds) = others.Values;

    public bool Equals(RememberingLimits? other) =>
        other is not null && Values == other.Values;

    public override bool Equals(object? obj) => Equals(obj as RememberingLimits);

    public override int GetHashCode() => Values.GetHashCode();

    void IStateful.Describe(StateArchive state)
    {
        state.Field("predictions", ref _predictions);
        state.Field("predictionBytes", ref _predictionBytes);
        state.Field("predictionMilliseconds", ref _predictionMilliseconds);
        state.Field("keys", ref _keys);
        state.Field("keyMilliseconds", ref _keyMilliseconds);
    }

    private (int, long, long, int, long) Values => (_predictions, _predictionBytes, _predictionMilliseconds, _keys, _keyMilliseconds);
}
