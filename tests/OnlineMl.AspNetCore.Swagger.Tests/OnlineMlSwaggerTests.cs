using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.AspNetCore.Tests;

namespace OnlineMl.AspNetCore.Swagger.Tests;

public class OnlineMlSwaggerTests
{
    [Fact]
    public async Task Document_DescribesEveryEndpointAndNoOther()
    {
        await using var server = await StartAsync();
        var document = await DocumentAsync(server);
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"));
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<MappedEndpoint>())
            .OfType<MappedEndpoint>()
            .Where(endpoint => endpoint is { View: not Views.AuthToken, Method: not "HEAD" })
            .Select(endpoint => $"{endpoint.Method} /api{endpoint.Pattern.TrimEnd('/')}");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_SaysWhichEndpointsNeedATokenWhenThereAreUsers()
    {
        await using var server = await StartAsync(options => (options.Access.Users, options.Access.OpenViews) = (["anna:secret"], ["catalog"]));
        server.Http.DefaultRequestHeaders.Add("Authorization", "Basic YW5uYTpzZWNyZXQ=");
        var document = await DocumentAsync(server);
        var open = document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.EnumerateObject().All(operation => !operation.Value.TryGetProperty("security", out _)))
            .Select(path => path.Name.TrimEnd('/'));
        Assert.Equal(["/api", "/api/catalog", "/api/health/live", "/api/health/ready"], open.Order(StringComparer.Ordinal));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.True(document.GetProperty("paths").GetProperty("/api/learn").GetProperty("post").GetProperty("security")[0].TryGetProperty("bearer", out _));
        Assert.True(document.GetProperty("paths").GetProperty("/api/auth/token").GetProperty("get").GetProperty("security")[0].TryGetProperty("basic", out _));

        await using var unprotected = await StartAsync();
        Assert.DoesNotContain("bearer", (await DocumentAsync(unprotected)).GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Examples_WorkWhenTheyArePastedInOrder()
    {
        await using var server = await StartAsync();
        var document = await DocumentAsync(server);
        var sent = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                foreach (var example in ExamplesOf(document, operation.Value))
                {
                    await SendAsync(server, document, path.Name, operation.Name, operation.Value, example);
                    sent++;
                }
            }
        }

        Assert.True(sent >= 26);
    }

    [Fact]
    public async Task Schemas_DescribeWhatTheExamplesAnswer()
    {
        await using var server = await StartAsync();
        var document = await DocumentAsync(server);
        await server.JsonAsync("POST", "/api/model/binary/churn", "\"LogisticRegression\"");
        foreach (var (path, schema) in new[]
        {
            ("/api/", "ServiceInfo"), ("/api/models", "ModelList"), ("/api/stats?model=churn", "Stats"), ("/api/model/churn/status", "ModelStatus"),
            ("/api/health/ready", "Health"),
        })
        {
            var answer = await server.JsonAsync("GET", path);
            var properties = document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
            Assert.Equal(properties.EnumerateObject().Select(property => property.Name), answer.EnumerateObject().Select(property => property.Name));
        }
    }

    [Fact]
    public async Task ViewThatIsSwitchedOff_IsNotDescribed()
    {
        await using var server = await StartAsync(options => options.Endpoint.EnabledViews = ["predict"]);
        var paths = (await DocumentAsync(server)).GetProperty("paths").EnumerateObject().Select(path => path.Name);
        Assert.Equal(["/api/health/live", "/api/health/ready", "/api/predict", "/api/predict/batch"], paths);
        var groups = (await DocumentAsync(server)).GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString());
        Assert.Equal(["service", "learning"], groups);
    }

    [Fact]
    public async Task Page_IsServed()
    {
        await using var server = await StartAsync();
        var (status, page) = await server.SendAsync("GET", "/swagger/index.html");
        Assert.Equal(200, (int)status);
        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/swagger/index.html")]
    [InlineData("/swagger/onlineml/swagger.json")]
    public async Task PageAndDocument_AreForUsersWhenThereAreAny(string path)
    {
        await using var server = await StartAsync(options => options.Access.Users = ["anna:secret", new OnlineMlUser("asker", "secret") { Scopes = OnlineMlScopes.Predict }]);
        var token = server.Services.GetRequiredService<OnlineMlTokens>().Issue("anna");
        foreach (var (authorization, status) in new[]
        {
            (null, 401), ("Basic YW5uYTpzZWNyZXQ=", 200), ("Basic YW5uYTp3cm9uZw==", 401), ("Basic YXNrZXI6c2VjcmV0", 401), ("Bearer " + token, 200), ("Bearer " + token[..^2], 401),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (authorization is not null)
            {
                request.Headers.Add("Authorization", authorization);
            }

            using var answer = await server.Http.SendAsync(request);
            Assert.True((int)answer.StatusCode == status, $"{authorization}: {answer.StatusCode}");
            Assert.Equal(status == 401 ? ["Basic realm=\"OnlineMl\", charset=\"UTF-8\""] : [], answer.Headers.WwwAuthenticate.Select(header => header.ToString()));
        }
    }

    [Fact]
    public async Task Document_IsAlsoBehindAPathBase()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddOnlineMlSwagger(),
            map: app =>
            {
                app.UsePathBase("/shop");
                app.UseRouting();
                app.UseOnlineMlSwagger();
                app.MapOnlineMl();
            });
        var document = await server.JsonAsync("GET", "/shop/swagger/onlineml/swagger.json");
        Assert.Equal("/shop", Assert.Single(document.GetProperty("servers").EnumerateArray()).GetProperty("url").GetString());
    }

    private static Task<TestServer> StartAsync(Action<OnlineMlOptions>? configure = null) => TestServer.StartAsync(
        configure,
        builder => builder.Services.AddOnlineMlSwagger(),
        app =>
        {
            app.UseOnlineMlSwagger();
            app.MapOnlineMl();
        });

    private static Task<JsonElement> DocumentAsync(TestServer server) => server.JsonAsync("GET", "/swagger/onlineml/swagger.json");

    private static async Task SendAsync(TestServer server, JsonElement document, string path, string method, JsonElement operation, string example)
    {
        var query = new StringBuilder();
        foreach (var parameter in ParametersOf(document, operation))
        {
            var name = parameter.GetProperty("name").GetString()!;
            if (ExampleIn(parameter, example) is not { } value)
            {
                Assert.False(parameter.TryGetProperty("required", out var required) && required.GetBoolean(), $"{path} needs an example of {name}");
                continue;
            }

            var text = Uri.EscapeDataString(value.GetString()!);
            if (parameter.GetProperty("in").GetString() == "path")
            {
                path = path.Replace($"{{{name}}}", text, StringComparison.Ordinal);
            }
            else
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(text);
            }
        }

        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path + query);
        if (operation.TryGetProperty("requestBody", out var body))
        {
            var content = body.GetProperty("content").EnumerateObject().First();
            var value = ExampleIn(content.Value, example)!.Value;
            request.Content = new StringContent(content.Name == "application/json" ? value.GetRawText() : value.GetString()!);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(content.Name);
        }

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var type = response.Content.Headers.ContentType?.MediaType;
        var answer = type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}{query}: {status} {answer}");
        Assert.DoesNotContain("\"message\"", answer, StringComparison.Ordinal);
        Assert.True(
            operation.GetProperty("responses").TryGetProperty(status, out var described) && described.GetProperty("content").TryGetProperty(type!, out _),
            $"{method} {path}: {status} {type} is not described");
    }

    private static IEnumerable<JsonElement> ParametersOf(JsonElement document, JsonElement operation) => !operation.TryGetProperty("parameters", out var parameters)
        ? []
        : parameters.EnumerateArray().Select(parameter => parameter.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part))
            : parameter);

    private static string[] ExamplesOf(JsonElement document, JsonElement operation)
    {
        var holders = ParametersOf(document, operation).ToList();
        if (operation.TryGetProperty("requestBody", out var body))
        {
            holders.AddRange(body.GetProperty("content").EnumerateObject().Select(content => content.Value));
        }

        string[] names = [.. holders
            .Where(holder => holder.TryGetProperty("examples", out _))
            .SelectMany(holder => holder.GetProperty("examples").EnumerateObject().Select(example => example.Name))
            .Distinct(StringComparer.Ordinal)];
        return names.Length == 0 ? [""] : names;
    }

    private static JsonElement? ExampleIn(JsonElement holder, string name) =>
        holder.TryGetProperty("example", out var example) ? example
        : holder.TryGetProperty("examples", out var examples) ? examples.GetProperty(name).GetProperty("value")
        : null;
}
