using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OnlineMl.AspNetCore.Swagger;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Describes the endpoints of OnlineMl with OpenAPI, and shows them with Swagger UI.</summary>
public static class OnlineMlSwagger
{
    /// <summary>The name of the document: it is at <c>/swagger/onlineml/swagger.json</c>.</summary>
    public const string DocumentName = "onlineml";

    /// <summary>Adds the OpenAPI document.</summary>
    public static IServiceCollection AddOnlineMlSwagger(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddEndpointsApiExplorer();
        return services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DocumentName, new OpenApiInfo { Title = "OnlineMl" });
            options.DocumentFilter<EndpointDescriptions>();
        });
    }

    /// <summary>Serves the OpenAPI document at <c>/swagger/onlineml/swagger.json</c> and Swagger UI at <c>/swagger</c>.</summary>
    /// <remarks>With users they need the scope <c>read</c>: a browser asks for the user's name and secret, other callers may bring a bearer token.</remarks>
    public static IApplicationBuilder UseOnlineMlSwagger(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseWhen(SwaggerGate.IsSwagger, branch => branch.UseMiddleware<SwaggerGate>());
        return app.UseSwagger().UseSwaggerUI(options => options.SwaggerEndpoint($"{DocumentName}/swagger.json", "OnlineMl"));
    }
}
