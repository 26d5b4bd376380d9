using System.Buffers;
using System.Text.Json;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>What an event says that cuts or merges shares, beside what they have learned.</summary>
/// <param name="Number">The number of the round, from 1 on.</param>
/// <param name="Positions">Up to which event of its log each share is part of what was merged; empty for a cut.</param>
internal sealed record MixingRound(long Number, IReadOnlyList<long> Positions)
{
    private const string RoundMember = "round";
    private const string SharesMember = "shares";

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="StateFormatException">It is something else.</exception>
    public static MixingRound Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = JsonElement.Parse(json);
            return new MixingRound(read.GetProperty(RoundMember).GetInt64(), [.. read.GetProperty(SharesMember).EnumerateArray().Select(share => share.GetInt64())]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new StateFormatException("The event that merges shares does not say which round it is.", e);
        }
    }

    /// <summary>What it says as the options of an event, a JSON object.</summary>
    public byte[] Write()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber(RoundMember, Number);
            writer.WriteStartArray(SharesMember);
            foreach (var position in Positions)
            {
                writer.WriteNumberValue(position);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }
}
