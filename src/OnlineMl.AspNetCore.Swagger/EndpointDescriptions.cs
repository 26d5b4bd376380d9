using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using OnlineMl.AspNetCore.Endpoints;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace OnlineMl.AspNetCore.Swagger;

/// <summary>Describes the endpoints that are mapped and switched on; what is said about them is in <c>openapi.json</c>.</summary>
internal sealed class EndpointDescriptions(EndpointDataSource endpoints) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        if (context.DocumentName != OnlineMlSwagger.DocumentName)
        {
            return;
        }

        var all = Load();
        swaggerDoc.Info = all.Info;
        swaggerDoc.Components = all.Components;
        swaggerDoc.Paths = [];
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Endpoint: endpoint.Metadata.GetMetadata<MappedEndpoint>(), Route: endpoint.RoutePattern.RawText ?? "", IsOpen: endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
            .Where(found => found.Endpoint is { IsShown: true })
            .Select(found => (Endpoint: found.Endpoint! with { IsProtected = found.Endpoint.IsProtected && !found.IsOpen }, found.Route))
            .ToLookup(found => "/" + found.Route[..^found.Endpoint.Pattern.TrimEnd('/').Length].Trim('/'), found => found.Endpoint, StringComparer.Ordinal);
        foreach (var group in mapped)
        {
            foreach (var (path, item) in all.Paths)
            {
                var there = Keep(item, group.Where(endpoint => endpoint.Pattern.TrimEnd('/') == path.TrimEnd('/')), swaggerDoc);
                if (there is not null)
                {
                    swaggerDoc.Paths.Add(group.Key.TrimEnd('/') + path, there);
                }
            }
        }

        // Those of the application's own endpoints are in its own document.
        var used = swaggerDoc.Paths.Values
            .SelectMany(path => path.Operations!.Values)
            .SelectMany(operation => operation.Tags!, (_, tag) => tag.Name)
            .ToHashSet(StringComparer.Ordinal);
        swaggerDoc.Tags = all.Tags!.Where(tag => used.Contains(tag.Name)).ToHashSet();
        if (!mapped.Any(group => group.Any(endpoint => endpoint.IsProtected)))
        {
            swaggerDoc.Components!.SecuritySchemes = null;
        }
    }

    private static OpenApiPathItem? Keep(IOpenApiPathItem item, IEnumerable<MappedEndpoint> endpoints, OpenApiDocument document)
    {
        var kept = new OpenApiPathItem { Operations = [] };
        foreach (var (method, operation) in item.Operations ?? [])
        {
            if (endpoints.FirstOrDefault(endpoint => endpoint.Method == method.Method) is { } mapped)
            {
                var scheme = mapped.View == Views.AuthToken ? "basic" : mapped.IsProtected ? "bearer" : null;
                operation.Security = scheme is null ? null : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }];
                kept.Operations.Add(method, operation);
            }
        }

        return kept.Operations.Count > 0 ? kept : null;
    }

    private static OpenApiDocument Load()
    {
        using var stream = typeof(EndpointDescriptions).Assembly.GetManifestResourceStream("OnlineMl.AspNetCore.Swagger.openapi.json")!;
        using var reader = new StreamReader(stream);
        return OpenApiDocument.Parse(reader.ReadToEnd(), OpenApiConstants.Json).Document!;
    }
}
