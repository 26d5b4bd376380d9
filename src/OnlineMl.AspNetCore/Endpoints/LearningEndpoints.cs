using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Predicting, learning and labelling one example.</summary>
internal sealed class LearningEndpoints(IModelCalls calls, OnlineMlOptions options, CallParser parser)
{
    public void Map(EndpointTable table)
    {
        table.Map(Views.Predict, "POST", "/predict", PredictAsync, isModelInBody: true);
        table.Map(Views.Learn, "POST", "/learn", LearnAsync, isModelInBody: true);
        table.Map(Views.Label, "POST", "/label", LabelAsync, isModelInBody: true);
    }

    private static string? KeyOf(HttpRequest request)
    {
        var values = request.Headers[WireHeaders.IdempotencyKey];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw new OnlineMlException(RefusalKind.BadRequest, $"The header {WireHeaders.IdempotencyKey} comes {values.Count} times."),
        };
    }

    // What a body says goes before what the address says.
    private static void TakeQuery(ref CallBody body, HttpRequest request)
    {
        body.Explain = body.Explain.IsEmpty ? RequestQuery.Json(request, WireNames.Explain) : body.Explain;
        body.Interval = body.Interval.IsEmpty ? RequestQuery.Json(request, WireNames.Interval) : body.Interval;
    }

    private async Task PredictAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var receipt = new CallReceipt();
        var answer = JsonResponse.Buffers.Get();
        try
        {
            var identifier = await StartPredict(context.Request, body, answer, receipt).ConfigureAwait(false);
            if (identifier is not null)
            {
                answer.Write(",\"identifier\":"u8);
                JsonResponse.WriteText(answer, identifier);
            }

            answer.Write("}"u8);
            JsonResponse.AddPosition(context.Response, receipt.Position);
            CallResponse.Write(context, answer.WrittenSpan, identifier is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        }
        finally
        {
            JsonResponse.Buffers.Return(answer);
        }
    }

    private async Task LearnAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var receipt = new CallReceipt();
        await StartLearn(context.Request, body, receipt).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, receipt.Position);
        CallResponse.Write(context, "\"Successful learn.\""u8, StatusCodes.Status201Created);
    }

    private async Task LabelAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var receipt = new CallReceipt();
        await StartLabel(context.Request, body, receipt).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, receipt.Position);
        CallResponse.Write(context, "\"Successful label.\""u8);
    }

    private ValueTask<string?> StartPredict(HttpRequest request, in ReadOnlySequence<byte> body, ArrayBufferWriter<byte> answer, CallReceipt receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var read = parser.Read(json.Json, key: KeyOf(request));
            if (request.QueryString.HasValue)
            {
                TakeQuery(ref read, request);
            }

            var call = read.ToPredict();
            Caller.Check(request.HttpContext, call.Model);
            answer.Write("{\"model\":"u8);
            JsonResponse.WriteText(answer, call.Model);
            answer.Write(",\"prediction\":"u8);
            return calls.PredictAsync(call with { Receipt = receipt }, answer, CancellationToken.None);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    private ValueTask StartLearn(HttpRequest request, in ReadOnlySequence<byte> body, CallReceipt receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var call = parser.Read(json.Json, key: KeyOf(request)).ToLearn();
            Caller.Check(request.HttpContext, call.Model);
            return calls.LearnAsync(call with { Receipt = receipt }, CancellationToken.None);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    private ValueTask StartLabel(HttpRequest request, in ReadOnlySequence<byte> body, CallReceipt receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var call = parser.Read(json.Json, key: KeyOf(request)).ToLabel();
            Caller.Check(request.HttpContext, call.Model);
            return calls.LabelAsync(call with { Receipt = receipt }, CancellationToken.None);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }
}
