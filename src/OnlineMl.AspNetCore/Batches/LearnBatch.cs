using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>A batch of learns. One answer stands for all lines up to its number.</summary>
internal sealed class LearnBatch(
    IModelCalls calls,
    CallParser parser,
    string? model,
    SentBatch sending,
    LineReader lines,
    ExampleGate gate,
    PipeWriter output,
    bool isPacked,
    int maxLineBytes,
    RefusalMapper refusals)
    : LineBatch(lines, output, isPacked, maxLineBytes, refusals)
{
    private readonly byte[] _answer = new byte[32];
    private long _learned;
    private long _answered;

    protected override void Begin(BatchLine line, ReadOnlySpan<byte> json)
    {
        var call = parser.Read(json, model).ToLearn(sending.KeyAge);
        gate.Admit(call.Model);
        line.Keep(calls.LearnAsync(call, sending.Left));
    }

    protected override async ValueTask SettleAsync(BatchLine line)
    {
        await line.Learn.ConfigureAwait(false);
        _learned = line.Number;
    }

    protected override void Acknowledge()
    {
        if (_learned == _answered)
        {
            return;
        }

        _answered = _learned;
        "{\"line\":"u8.CopyTo(_answer);
        Utf8Formatter.TryFormat(_learned, _answer.AsSpan(8), out var digits);
        "}\n"u8.CopyTo(_answer.AsSpan(8 + digits));
        Write(_answer.AsSpan(0, 10 + digits));
    }

    protected override void Refuse(long number, string message, RefusalKind kind)
    {
        Acknowledge();
        Write([.. JsonSerializer.SerializeToUtf8Bytes(new BatchLearnAnswer(number, message, kind), OnlineMlJsonContext.Default.BatchLearnAnswer), (byte)'\n']);
    }
}
