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
/// <remarks>Who leaves is no longer waited for where the call waits for its model, to be loaded or free, and has not been taken: it leaves no trace, as a call that
/// did not arrive. A call whose event is on its way to the log goes on to its end, which is a write of the disk away, and its outcome is dropped.</remarks>
internal sealed class LearningEndpoints(ModelHost host, OnlineMlOptions options, CallParser parser, AccessGate gate)
{
    private readonly IModelCalls _calls = host.Calls;

    public void Map(EndpointTable table)
    {
        table.Map(Views.Predict, "POST", "/predict", PredictAsync, isModelInBody: true);
        table.Map(Views.Learn, "POST", "/learn", LearnAsync, isModelInBody: true);
        table.Map(Views.Label, "POST", "/label", LabelAsync, isModelInBody: true);
    }

    // What a body says goes before what the address says.
    private static void TakeQuery(ref CallBody body, HttpRequest request)
    {
        body.Explain = body.Explain.IsEmpty ? RequestQuery.Json(request, WireNames.Explain) : body.Explain;
        body.Interval = body.Interval.IsEmpty ? RequestQuery.Json(request, WireNames.Interval) : body.Interval;
    }

    // One server always answers of all events.
    private CallReceipt? MakeReceipt() => host.IsShared ? new CallReceipt() : null;

    private void Check(HttpContext context, string model)
    {
        if (!gate.HasNoUsers)
        {
            Caller.Check(context, model);
        }
    }

    private async Task PredictAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var receipt = MakeReceipt();
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
            JsonResponse.AddPosition(context.Response, receipt?.Position);
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
        var receipt = MakeReceipt();
        await StartLearn(context.Request, body, receipt).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, receipt?.Position);
        CallResponse.Write(context, "\"Successful learn.\""u8, StatusCodes.Status201Created);
    }

    private async Task LabelAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request, options.Endpoint.MaxBodyBytes).ConfigureAwait(false);
        var receipt = MakeReceipt();
        await StartLabel(context.Request, body, receipt).ConfigureAwait(false);
        JsonResponse.AddPosition(context.Response, receipt?.Position);
        CallResponse.Write(context, "\"Successful label.\""u8);
    }

    private ValueTask<string?> StartPredict(HttpRequest request, in ReadOnlySequence<byte> body, ArrayBufferWriter<byte> answer, CallReceipt? receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var read = parser.Read(json.Json, key: RequestKey.Of(request));
            if (request.QueryString.HasValue)
            {
                TakeQuery(ref read, request);
            }

            var call = read.ToPredict(RequestKey.AgeOf(request), receipt);
            Check(request.HttpContext, call.Model);
            answer.Write("{\"model\":"u8);
            JsonResponse.WriteText(answer, call.Model);
            answer.Write(",\"prediction\":"u8);
            return _calls.PredictAsync(call, answer, request.HttpContext.RequestAborted);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    private ValueTask StartLearn(HttpRequest request, in ReadOnlySequence<byte> body, CallReceipt? receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var call = parser.Read(json.Json, key: RequestKey.Of(request)).ToLearn(RequestKey.AgeOf(request), receipt);
            Check(request.HttpContext, call.Model);
            return _calls.LearnAsync(call, request.HttpContext.RequestAborted);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    private ValueTask StartLabel(HttpRequest request, in ReadOnlySequence<byte> body, CallReceipt? receipt)
    {
        TranslatedBody json = default;
        try
        {
            json = new TranslatedBody(request, body, options.Endpoint.MaxBodyBytes);
            var call = parser.Read(json.Json, key: RequestKey.Of(request)).ToLabel(RequestKey.AgeOf(request), receipt);
            Check(request.HttpContext, call.Model);
            return _calls.LabelAsync(call, request.HttpContext.RequestAborted);
        }
        finally
        {
            json.Release();
            request.BodyReader.AdvanceTo(body.End);
        }
    }
}
