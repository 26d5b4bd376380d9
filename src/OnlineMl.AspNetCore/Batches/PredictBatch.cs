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

/// <summary>A batch of predicts, with one answer for each line.</summary>
internal sealed class PredictBatch(
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
    private readonly ArrayBufferWriter<byte> _answer = new(256);

    protected override void Begin(BatchLine line, ReadOnlySpan<byte> json)
    {
        line.Prediction.ResetWrittenCount();
        var call = parser.Read(json, model).ToPredict(sending.KeyAge);
        gate.Admit(call.Model);
        line.Keep(calls.PredictAsync(call, line.Prediction, sending.Left));
    }

    protected override async ValueTask SettleAsync(BatchLine line)
    {
        var identifier = await line.Predict.ConfigureAwait(false);
        _answer.ResetWrittenCount();
        _answer.Write("{\"line\":"u8);
        Utf8Formatter.TryFormat(line.Number, _answer.GetSpan(20), out var digits);
        _answer.Advance(digits);
        _answer.Write(",\"prediction\":"u8);
        _answer.Write(line.Prediction.WrittenSpan);
        if (identifier is not null)
        {
            _answer.Write(",\"identifier\":"u8);
            JsonResponse.WriteText(_answer, identifier);
        }

        _answer.Write("}\n"u8);
        Write(_answer.WrittenSpan);
    }

    protected override void Refuse(long number, string message, RefusalKind kind) =>
        Write(
        [
            .. JsonSerializer.SerializeToUtf8Bytes(
                new BatchPredictAnswer(number, Message: message, Kind: kind), OnlineMlJsonContext.Default.BatchPredictAnswer),
            (byte)'\n',
        ]);
}
