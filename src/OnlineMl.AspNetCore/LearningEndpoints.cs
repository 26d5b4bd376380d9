using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Predicting, learning and labelling, with the metrics and call statistics that come of it.</summary>
internal static class LearningEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/predict", PredictAsync).WithName("predict").WithMetadata(UnknownModelIsBadRequest.Instance);
        group.MapPost("/learn", LearnAsync).WithName("learn").WithMetadata(UnknownModelIsBadRequest.Instance);
        group.MapPost("/label", LabelAsync).WithName("label").WithMetadata(UnknownModelIsBadRequest.Instance);
        group.MapGet("/metrics", MetricsAsync).WithName("metrics");
        group.MapGet("/stats", StatsAsync).WithName("stats");
    }

    private static async Task<IResult> PredictAsync(HttpContext context, IOnlineMlClient client)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request).ConfigureAwait(false);
        var request = new PredictRequest(
            RequestBody.RequiredText(body, "model"), RequestBody.RequiredFeatures(body), RequestBody.OptionalText(body, "identifier"));
        var response = await client.PredictAsync(request, context.RequestAborted).ConfigureAwait(false);
        return Answer.Json(
            response,
            OnlineMlJsonContext.Default.PredictResponse,
            response.Identifier is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<IResult> LearnAsync(HttpContext context, IOnlineMlClient client)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request).ConfigureAwait(false);
        var request = new LearnRequest(
            RequestBody.RequiredText(body, "model"),
            RequestBody.OptionalFeatures(body),
            RequestBody.Optional(body, "ground_truth"),
            RequestBody.Optional(body, "prediction"),
            RequestBody.OptionalText(body, "identifier"));
        await client.LearnAsync(request, context.RequestAborted).ConfigureAwait(false);
        return Answer.Text("\"Successful learn.\"", StatusCodes.Status201Created);
    }

    private static async Task<IResult> LabelAsync(HttpContext context, IOnlineMlClient client)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request).ConfigureAwait(false);
        var request = new LabelRequest(
            RequestBody.RequiredText(body, "model"),
            RequestBody.Optional(body, "label") ?? throw new OnlineMlException(RefusalKind.BadRequest, "'label' is missing."),
            RequestBody.RequiredText(body, "identifier"));
        await client.LabelAsync(request, context.RequestAborted).ConfigureAwait(false);
        return Answer.Text("\"Successful label.\"");
    }

    private static async Task<IResult> MetricsAsync(HttpContext context, IOnlineMlClient client)
    {
        var name = await RequestBody.ModelNameAsync(context.Request).ConfigureAwait(false);
        return Answer.Text(MetricsJson.Write(await client.GetMetricsAsync(name, context.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> StatsAsync(HttpContext context, IOnlineMlClient client)
    {
        var name = await RequestBody.ModelNameAsync(context.Request).ConfigureAwait(false);
        return Answer.Json(await client.GetStatsAsync(name, context.RequestAborted).ConfigureAwait(false), OnlineMlJsonContext.Default.ModelStats);
    }
}
