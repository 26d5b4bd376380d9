using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Refused;

public class RandomRequestsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomRequests_NeverFailTheService_AndNothingThatWasAcknowledgedIsLost(int seed)
    {
        const int Workers = 4;
        const int Requests = 600;
        using var folder = new TemporaryFolder();
        long acknowledged;
        Dictionary<string, (long Calls, long Position, string Metrics)> before;
        await using (var server = await TestServer.StartAsync(options => options.StoragePath = folder.Path))
        {
            await server.JsonAsync("POST", "/api/model/regression/regressor", """["StandardScaler","LinearRegression"]""");
            await server.JsonAsync("POST", "/api/model/binary/classifier", "\"LogisticRegression\"");
            var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => SendAsync(server, new RandomRequests((seed * 100) + worker), Requests)));
            acknowledged = counts.Sum();
            before = await StateAsync(server);
        }

        Assert.True(acknowledged > 1000, $"{acknowledged} learns and labels were taken");
        Assert.Equal(acknowledged, before.Values.Sum(model => model.Calls));
        await using var again = await TestServer.StartAsync(options => options.StoragePath = folder.Path);
        Assert.Equal(before, await StateAsync(again));
    }

    /// <summary>Sends requests.</summary>
    /// <returns>How many learns and labels were acknowledged.</returns>
    private static async Task<long> SendAsync(TestServer server, RandomRequests random, int count)
    {
        long acknowledged = 0;
        for (; count > 0; count--)
        {
            var (method, path, body, type) = random.Next();
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var response = await server.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var context = $"{method} {path} {Encoding.UTF8.GetString(body)} got {(int)response.StatusCode}: {text}";
            Assert.True((int)response.StatusCode < 500, context);
            Assert.DoesNotContain("The service failed", text, StringComparison.Ordinal);
            if (!response.IsSuccessStatusCode)
            {
                Assert.True(text.Length > 0 && JsonElement.Parse(text).GetProperty("message").GetString()!.Length > 0, context);
            }
            else if (text is "\"Successful learn.\"" or "\"Successful label.\"")
            {
                acknowledged++;
            }
            else if (path.Contains("learn", StringComparison.Ordinal) && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
            {
                acknowledged += Encoding.Latin1.GetString(body).Split('\n').Count(line => line.Trim(' ', '\t', '\r').Length > 0) -
                    text.Split('\n').Count(line => line.Contains("\"message\"", StringComparison.Ordinal));
            }
        }

        return acknowledged;
    }

    private static async Task<Dictionary<string, (long Calls, long Position, string Metrics)>> StateAsync(TestServer server)
    {
        var client = server.Services.GetRequiredService<IOnlineMlClient>();
        var state = new Dictionary<string, (long, long, string)>(StringComparer.Ordinal);
        foreach (var model in await client.GetModelsAsync())
        {
            state[model] = (
                (await client.GetStatsAsync(model)).Learn.Calls,
                (await client.GetStatusAsync(model)).Position,
                (await server.SendAsync("GET", "/api/metrics?model=" + model)).Body);
        }

        return state;
    }
}
