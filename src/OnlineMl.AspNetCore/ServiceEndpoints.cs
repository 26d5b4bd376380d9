using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>What the service is.</summary>
internal static class ServiceEndpoints
{
    public static void Map(RouteGroupBuilder group, string prefix) =>
        group.MapGet("/", async (HttpContext context, IOnlineMlClient client) =>
        {
            var info = await client.GetServiceInfoAsync(context.RequestAborted).ConfigureAwait(false);
            return Answer.Json(info with { Prefix = prefix }, OnlineMlJsonContext.Default.ServiceInfo);
        }).WithName("service_info");
}
