using System.Buffers;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>One line of a batch while its call is under way. Reused.</summary>
internal sealed class BatchLine
{
    public long Number { get; set; }

    /// <summary>Why the call was refused when it was begun; null when it was not.</summary>
    public string? Message { get; set; }

    public ValueTask Learn { get; set; }

    public ValueTask<string?> Predict { get; set; }

    /// <summary>Receives the prediction.</summary>
    public ArrayBufferWriter<byte> Prediction => field ??= new ArrayBufferWriter<byte>(64);

    public bool IsCompleted => Message is not null || (Learn.IsCompleted && Predict.IsCompleted);
}
