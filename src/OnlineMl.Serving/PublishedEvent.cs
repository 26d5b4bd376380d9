using System.Buffers;
using System.Text;

namespace OnlineMl.Serving;

/// <summary>Something that happened, as every listener gets it.</summary>
/// <param name="kind"><c>predict</c>, <c>learn</c>, <c>label</c> or <c>metrics</c>.</param>
/// <param name="model">The name of the model.</param>
/// <param name="data">What happened, as JSON without line breaks.</param>
internal sealed class PublishedEvent(string kind, string model, ReadOnlyMemory<byte> data)
{
    private const int Overhead = 256;

    private byte[]? _frame;
    private int _listeners;

    /// <summary>Names the event among those of its stream.</summary>
    public string Id { get; private set; } = "";

    /// <summary><c>predict</c>, <c>learn</c>, <c>label</c> or <c>metrics</c>.</summary>
    public string Kind => kind;

    /// <summary>The name of the model.</summary>
    public string Model => model;

    /// <summary>What happened, as JSON without line breaks.</summary>
    public ReadOnlyMemory<byte> Data => data;

    /// <summary>The event as a server-sent event; events of the kind <c>metrics</c> have no type of their own there. The bytes are made once.</summary>
    public ReadOnlyMemory<byte> Frame => _frame ??= MakeFrame();

    /// <summary>A call and what came of it.</summary>
    internal static PublishedEvent OfCall(
        string kind, string model, ReadOnlySpan<byte> features, ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        var text = new ArrayBufferWriter<byte>(64 + model.Length + features.Length + prediction.Length + truth.Length);
        text.Write("{\"model\":\""u8);
        Encoding.ASCII.GetBytes(model, text);
        text.Write("\",\"features\":"u8);
        text.Write(features);
        text.Write(",\"prediction\":"u8);
        text.Write(prediction);
        if (!truth.IsEmpty)
        {
            text.Write(",\"ground_truth\":"u8);
            text.Write(truth);
        }

        text.Write("}"u8);
        var data = text.WrittenSpan.ToArray();

        // White space may hold line breaks, which would end a server-sent event.
        data.AsSpan().Replace((byte)'\n', (byte)' ');
        data.AsSpan().Replace((byte)'\r', (byte)' ');
        return new PublishedEvent(kind, model, data);
    }

    internal long Number { get; private set; }

    /// <summary>The position in the log of its model; null for a prediction that is no event.</summary>
    internal long? Position { get; set; }

    /// <summary>About how many bytes of memory it takes, as data and as a server-sent event.</summary>
    internal long Bytes => Overhead + (2L * data.Length);

    /// <summary>Counts a listener that it waits for.</summary>
    /// <returns>Whether it is the first one.</returns>
    internal bool BeginWaiting() => Interlocked.Increment(ref _listeners) == 1;

    /// <summary>Counts a listener that it waits for no more.</summary>
    /// <returns>Whether it was the last one.</returns>
    internal bool EndWaiting() => Interlocked.Decrement(ref _listeners) == 0;

    internal void Assign(long number, string id)
    {
        Number = number;
        Id = id;
    }

    private byte[] MakeFrame()
    {
        var head = Encoding.UTF8.GetBytes(kind == "metrics" ? $"id: {Id}\ndata: " : $"id: {Id}\nevent: {kind}\ndata: ");
        var frame = new byte[head.Length + data.Length + 2];
        head.CopyTo(frame, 0);
        data.Span.CopyTo(frame.AsSpan(head.Length));
        frame.AsSpan(head.Length + data.Length).Fill((byte)'\n');
        return frame;
    }
}
