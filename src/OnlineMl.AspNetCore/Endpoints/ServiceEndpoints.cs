using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>What the service is, what models can be made of, and whether it works.</summary>
internal sealed class ServiceEndpoints(IOnlineMlClient client, ModelHost host, AccessGate gate, IClusterView? cluster)
{
    public void Map(EndpointTable table)
    {
        table.Map(Views.ServiceInfo, "GET", "/", InfoAsync);
        table.Map(Views.Catalog, "GET", "/catalog", CatalogAsync);
        if (cluster is not null)
        {
            table.Map(Views.Models, "GET", "/cluster", context => ClusterAsync(context, cluster));
        }
    }

    /// <summary>Maps the endpoints of health under a path.</summary>
    public void MapHealth(EndpointTable table, string path)
    {
        table.Map(Views.Health, "GET", $"{path}/live", LiveAsync);
        table.Map(Views.Health, "GET", $"{path}/ready", ReadyAsync);
    }

    private static Task LiveAsync(HttpContext context)
    {
        JsonResponse.Write(context.Response, "{\"status\":\"live\"}"u8);
        return Task.CompletedTask;
    }

    private static async Task ClusterAsync(HttpContext context, IClusterView cluster)
    {
        var status = await cluster.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var models = Caller.ModelsOf(context) is { } allowed ? [.. status.Models.Where(model => allowed.Allow(model.Model))] : status.Models;
        await JsonResponse.WriteAsync(context.Response, status with { Models = models }, OnlineMlJsonContext.Default.ClusterStatus).ConfigureAwait(false);
    }

    private async Task InfoAsync(HttpContext context)
    {
        var info = await client.GetServiceInfoAsync(context.RequestAborted).ConfigureAwait(false);
        var prefix = context.Request.Path.Value!.Trim('/');
        await JsonResponse.WriteAsync(context.Response, info with { Prefix = prefix }, OnlineMlJsonContext.Default.ServiceInfo).ConfigureAwait(false);
    }

    private async Task CatalogAsync(HttpContext context)
    {
        var catalog = await client.GetCatalogAsync(context.RequestAborted).ConfigureAwait(false);
        await JsonResponse.WriteAsync(context.Response, catalog, OnlineMlJsonContext.Default.JsonElement).ConfigureAwait(false);
    }

    private async Task ReadyAsync(HttpContext context)
    {
        var health = host.Health;
        var problems = health.Problems.Count > 0 ? await ProblemsForAsync(context).ConfigureAwait(false) : health.Problems;
        var isReady = health.IsReady && gate.Problem is null;
        if (health.IsReady && gate.Problem is { } unknown)
        {
            problems = [.. problems, unknown];
        }

        await JsonResponse.WriteAsync(
            context.Response,
            new HealthAnswer(isReady ? "ready" : "not ready", problems),
            AnswerJsonContext.Default.HealthAnswer,
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ProblemsForAsync(HttpContext context)
    {
        // While the store is away, who may know of models cannot be asked.
        if (host.StoreFault is not null)
        {
            return host.HealthOf(gate.HasNoUsers ? null : _ => false).Problems;
        }

        return await gate.AdmitsAsync(context, Views.Models, "GET").ConfigureAwait(false)
            ? host.HealthOf(Caller.ModelsOf(context) is { } allowed ? allowed.Allow : null).Problems
            : ["There are problems; a token shows them."];
    }
}
