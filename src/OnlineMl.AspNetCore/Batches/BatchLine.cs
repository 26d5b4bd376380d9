using System.Buffers;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>One line of a batch while its call is under way. Reused.</summary>
internal sealed class BatchLine
{
    public long Number { get; private set; }

    /// <summary>Why the call was refused; null when it was not so far.</summary>
    public string? Message { get; private set; }

    /// <summary>The kind of that refusal.</summary>
    public RefusalKind Kind { get; private set; }

    public ValueTask Learn { get; private set; }

    public ValueTask<string?> Predict { get; private set; }

    /// <summary>Receives the prediction.</summary>
    public ArrayBufferWriter<byte> Prediction => field ??= new ArrayBufferWriter<byte>(64);

    /// <summary>Whether waiting for the call is over.</summary>
    public bool IsCompleted => Message is not null || (Learn.IsCompleted && Predict.IsCompleted);

    /// <summary>Makes it ready for another line.</summary>
    public void Reset(long number)
    {
        Number = number;
        Message = null;
        Learn = default;
        Predict = default;
    }

    /// <summary>Keeps why the call was refused.</summary>
    public void Refuse(string message, RefusalKind kind)
    {
        Message = message;
        Kind = kind;
    }

    /// <summary>Keeps the call; it is to be waited for once.</summary>
    public void Keep(ValueTask learn) => Learn = learn;

    /// <summary>Keeps the call; it is to be waited for once.</summary>
    public void Keep(ValueTask<string?> predict) => Predict = predict;
}
