using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Describes endpoints to the application, so that they stand in its own OpenAPI document.</summary>
/// <remarks>The endpoints are plain request delegates, which say nothing of themselves. What they accept is no metadata here: routing would refuse
/// other content types, and the River API's clients send any.</remarks>
internal static class EndpointDescription
{
    private const string Events = "text/event-stream";
    private const string File = "application/octet-stream";

    private static readonly MethodInfo Signature = typeof(EndpointDescription).GetMethod(nameof(Parameters), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly Dictionary<string, Description> All = new(StringComparer.Ordinal)
    {
        ["GET /"] = new("What the service is", [], [Ok<ServiceInfo>()]),
        ["GET /auth/token"] = new("An access token for a user, whose name and secret come as Basic authorization", [], [Ok<TokenAnswer>(), Refused(403)]),
        ["GET /catalog"] = new("The components that models can be made of, with their parameters", [], [Ok<JsonElement>()]),
        ["GET /cluster"] = new("The servers that share the models, and which of them owns what", [], [Ok<ClusterStatus>()]),
        ["GET /health/live"] = new("Whether the process answers", [], [Ok<JsonElement>()]),
        ["GET /health/ready"] = new("Whether the service takes every call", [], [Ok<HealthAnswer>(), new(503, typeof(HealthAnswer), [WireFormats.Json])]),
        ["GET /live"] = new("Whether the process answers", [], [Ok<JsonElement>()]),
        ["GET /ready"] = new("Whether the service takes every call", [], [Ok<HealthAnswer>(), new(503, typeof(HealthAnswer), [WireFormats.Json])]),
        ["GET /models"] = new("The names of all models, sorted", [], [Ok<ModelList>()]),
        ["POST /model/{flavor}"] = new("Adds a model under a name that the service makes up", ["flavor", "metrics", "timeFeature", "maxMadeFeatures", "maxNames", "parseNumbers", "mixing", "mixingEvery", "spec"], [Made<CreateModelResponse>(), Refused(400), Refused(413)]),
        ["POST /model/{flavor}/{name}"] = new("Adds a model", ["flavor", "name", "metrics", "timeFeature", "maxMadeFeatures", "maxNames", "parseNumbers", "mixing", "mixingEvery", "spec"], [Made<CreateModelResponse>(), Refused(400), Refused(413)]),
        ["POST /model/{name}/save"] = new("Stores a snapshot of a model now", ["name"], [Ok<ModelStatus>(), Refused(404)]),
        ["GET /model/download/{name}"] = new("What a model has learned, as a model file", ["name"], [new(200, typeof(byte[]), [File]), Refused(404)]),
        ["GET /model/{name}/export"] = new("A model with its metrics, statistics and waiting predictions, as a file", ["name"], [new(200, typeof(byte[]), [File]), Refused(404)]),
        ["GET /model/{name}/status"] = new("How a model is kept and what became of its predictions", ["name"], [Ok<ModelStatus>(), Refused(404)]),
        ["GET /model"] = new("The steps of a model and their parameters", ["model"], [Ok<JsonElement>(), Refused(404)]),
        ["GET /model/{name}"] = new("The steps of a model and their parameters", ["name"], [Ok<JsonElement>(), Refused(404)]),
        ["PUT /model/{name}"] = new("Puts another model into the place of one, whose metrics and waiting predictions go on", ["name", "timeFeature", "maxMadeFeatures", "maxNames", "parseNumbers", "spec"], [Ok<CreateModelResponse>(), Refused(400), Refused(404), Refused(413)]),
        ["DELETE /model"] = new("Removes a model", ["model"], [Ok<int>(), Refused(404)]),
        ["DELETE /model/{name}"] = new("Removes a model", ["name"], [Ok<int>(), Refused(404)]),
        ["POST /predict"] = new("Asks a model about an example", ["predict", "explain", "interval"], [Answer<PredictResponse>(200), Answer<PredictResponse>(201), Refused(400)]),
        ["POST /learn"] = new("Teaches a model an example", ["learn"], [Answer<string>(201), Refused(400)]),
        ["POST /label"] = new("Teaches a model the example that it predicted under an identifier", ["label"], [Answer<string>(200), Refused(400)]),
        ["POST /predict/batch"] = new("Asks about many examples, one on each line", ["optionalModel"], [new(200, typeof(string), [WireFormats.JsonLines, WireFormats.MessagePack])]),
        ["POST /learn/batch"] = new("Teaches many examples, one on each line", ["optionalModel"], [new(200, typeof(string), [WireFormats.JsonLines, WireFormats.MessagePack])]),
        ["GET /metrics"] = new("The metrics of a model", ["model"], [Ok<Dictionary<string, double>>(), Refused(404)]),
        ["GET /metrics/history"] = new("The metrics of a model over its life", ["model", "metric"], [Ok<MetricHistoryResponse>(), Refused(400), Refused(404)]),
        ["GET /metrics/report"] = new("The confusion matrix of a classifier, and for two classes the calibration and the ROC curve", ["model"], [Ok<ModelReport>(), Refused(404)]),
        ["GET /stats"] = new("How often a model was called, and how long that took", ["model"], [Ok<ModelStats>(), Refused(404)]),
        ["GET /stream/metrics"] = new("The metrics after each learn and label", ["optionalModel", "lastEventId"], [new(200, typeof(string), [Events])]),
        ["GET /stream/events"] = new("Every predict, learn and label as it happens", ["optionalModel", "lastEventId"], [new(200, typeof(string), [Events])]),
    };

    /// <summary>Adds what is known of an endpoint to its metadata; an endpoint that is not described is not shown.</summary>
    public static void Describe(this IEndpointConventionBuilder endpoint, string method, string pattern)
    {
        if (!All.TryGetValue($"{method} {pattern}", out var description))
        {
            return;
        }

        // What the application says of the group it has said before, and it counts for more.
        endpoint.Add(builder =>
        {
            builder.Metadata.Insert(0, new TagsAttribute("OnlineMl"));
            builder.Metadata.Insert(0, new EndpointSummaryAttribute(description.Summary));
        });
        endpoint.WithMetadata(Signature).WithMetadata([.. description.Responses]);
        foreach (var name in description.Reads)
        {
            var parameter = Array.Find(Signature.GetParameters(), parameter => parameter.Name == name)!;
            endpoint.WithMetadata(new DescribedParameter(parameter, name == "optionalModel" ? "model" : name));
        }
    }

    // What endpoints read, by the names above.
    private static void Parameters(
        string flavor,
        string name,
        string model,
        [FromBody] JsonElement spec,
        [FromBody] PredictRequest predict,
        [FromBody] LearnRequest learn,
        [FromBody] LabelRequest label,
        string? metrics = null,
        string? timeFeature = null,
        int? maxMadeFeatures = null,
        int? maxNames = null,
        bool? parseNumbers = null,
        int? mixing = null,
        string? mixingEvery = null,
        bool? explain = null,
        double? interval = null,
        string? metric = null,
        string? optionalModel = null,
        string? lastEventId = null)
    {
    }

    private static ProducesResponseTypeMetadata Ok<T>() => new(StatusCodes.Status200OK, typeof(T), [WireFormats.Json]);

    private static ProducesResponseTypeMetadata Made<T>() => new(StatusCodes.Status201Created, typeof(T), [WireFormats.Json]);

    private static ProducesResponseTypeMetadata Answer<T>(int status) => new(status, typeof(T), [WireFormats.Json, WireFormats.MessagePack]);

    private static ProducesResponseTypeMetadata Refused(int status) => new(status, typeof(ErrorResponse), [WireFormats.Json]);

    private sealed record Description(string Summary, string[] Reads, ProducesResponseTypeMetadata[] Responses);
}
