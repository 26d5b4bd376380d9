using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using OnlineMl.AspNetCore.Batches;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Requests;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Predicting and learning many examples: lines of JSON or MessagePack values in, the same out.</summary>
internal sealed class BatchEndpoints(IModelCalls calls, OnlineMlOptions options, CallParser parser, RefusalMapper refusals, CallLimits limits, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private readonly HeldBytes _held = new(options.Endpoint.MaxHeldLineBytes);

    public void Map(EndpointTable table)
    {
        table.Map(Views.Learn, "POST", "/learn/batch", context => RunAsync(
            context,
            (model, lines) => new LearnBatch(calls, parser, model, SentBy(context), lines, GateOf(context, OnlineMlScopes.Learn), context.Response.BodyWriter, FormatNegotiation.WantsPacked(context.Request), options.Endpoint.MaxBodyBytes, refusals)), isBatch: true);
        table.Map(Views.Predict, "POST", "/predict/batch", context => RunAsync(
            context,
            (model, lines) => new PredictBatch(calls, parser, model, SentBy(context), lines, GateOf(context, OnlineMlScopes.Predict), context.Response.BodyWriter, FormatNegotiation.WantsPacked(context.Request), options.Endpoint.MaxBodyBytes, refusals)), isBatch: true);
    }

    private static SentBatch SentBy(HttpContext context) => new(RequestKey.AgeOf(context.Request), context.RequestAborted);

    private ExampleGate GateOf(HttpContext context, OnlineMlScopes scope) => new(context, limits.ExamplesOf(context, scope));

    private async Task RunAsync(HttpContext context, Func<string?, LineReader, LineBatch> begin)
    {
        RequestBody.CheckEncoding(context.Request);
        if (context.Request.Headers.ContainsKey(WireHeaders.IdempotencyKey))
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest, $"'{WireHeaders.IdempotencyKey}' is a field of each line of a batch; a header with one key for all lines is refused.");
        }

        RequestBody.AllowAnySize(context, isSlow: true);
        using var lines = new LineReader(
            context.Request.BodyReader, options.Endpoint.MaxBodyBytes, _held, options.Endpoint.MaxBatchPause, time, FormatNegotiation.IsPacked(context.Request));
        var batch = begin(RequestQuery.Single(context.Request, "model"), lines);
        JsonResponse.AddSecurityHeaders(context.Response);
        context.Response.ContentType = FormatNegotiation.WantsPacked(context.Request) ? WireFormats.MessagePack : WireFormats.JsonLines;
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static state => ((LineReader)state!).Stop(), lines);
        await batch.RunAsync().ConfigureAwait(false);
        if (lines.IsStopped)
        {
            // The client still sends; the server would wait for the rest and not stop.
            await context.Response.CompleteAsync().ConfigureAwait(false);
            context.Abort();
        }
    }
}
