using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Tests;

namespace OnlineMl.AspNetCore.Swagger.Tests;

/// <summary>The endpoints in the OpenAPI document that an application makes of itself, without the Swagger package.</summary>
public class ApplicationDocumentTests
{
    [Fact]
    public async Task OwnDocument_DescribesEveryEndpointOnce()
    {
        await using var server = await StartAsync();
        var document = await server.JsonAsync("GET", "/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"));
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<MappedEndpoint>())
            .OfType<MappedEndpoint>()
            .Where(endpoint => endpoint.IsShown)
            .Select(endpoint => $"{endpoint.Method} /api{endpoint.Pattern.TrimEnd('/')}");
        Assert.Equal(mapped.Append("GET /own").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OwnDocument_SaysWhatALearnReadsAndAnswers()
    {
        await using var server = await StartAsync();
        var document = await server.JsonAsync("GET", "/openapi/v1.json");
        var learn = document.GetProperty("paths").GetProperty("/api/learn").GetProperty("post");
        var body = learn.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(body.GetProperty("$ref").GetString()!.Split('/')[^1]);
        Assert.Contains("ground_truth", schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.True(learn.GetProperty("responses").TryGetProperty("201", out _));

        var create = document.GetProperty("paths").GetProperty("/api/model/{flavor}/{name}").GetProperty("post").GetProperty("parameters");
        Assert.Equal(
            ["flavor path", "name path", "metrics query", "timeFeature query", "maxMadeFeatures query", "maxNames query", "parseNumbers query", "mixing query", "mixingEvery query"],
            create.EnumerateArray().Select(parameter => $"{parameter.GetProperty("name").GetString()} {parameter.GetProperty("in").GetString()}"));
    }

    [Fact]
    public async Task DescribedBodies_AreReadWhateverTheirContentType()
    {
        await using var server = await StartAsync();
        var (created, _) = await server.SendAsync("POST", "/api/model/regression/m", "\"LinearRegression\"", "application/x-www-form-urlencoded");
        var (learned, _) = await server.SendAsync("POST", "/api/learn", """{"model": "m", "features": {"x": 1}, "ground_truth": 2}""", "text/plain");
        Assert.Equal((201, 201), ((int)created, (int)learned));
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        build: builder => builder.Services.AddOpenApi(),
        map: app =>
        {
            app.MapOpenApi();
            app.MapGet("/own", () => "mine");
            app.MapOnlineMl();
        });
}
