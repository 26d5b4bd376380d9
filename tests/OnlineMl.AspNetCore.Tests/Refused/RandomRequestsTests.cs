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
        const int Requests = 1000;
        string[] ownModels = ["anna", "bodo", "cleo", "dirk"];
        using var folder = new TemporaryFolder();
        AcknowledgedCalls[] workers;
        Dictionary<string, (long Calls, long Position, string Metrics)> before;
        await using (var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            await server.JsonAsync("POST", "/api/model/regression/regressor", """["StandardScaler","LinearRegression"]""");
            await server.JsonAsync("POST", "/api/model/binary/classifier", "\"LogisticRegression\"");
            workers = await Task.WhenAll(ownModels.Select(async (own, worker) =>
            {
                var calls = new AcknowledgedCalls(own);
                await SendAsync(server, new RandomRequests((seed * 100) + worker, own), calls, Requests);
                return calls;
            }));
            before = await StateAsync(server);
        }

        Assert.True(workers.Sum(worker => worker.Count) > 1000, $"{workers.Sum(worker => worker.Count)} learns and labels were taken");
        Assert.True(workers.Sum(worker => worker.Repeated) >= 20, $"{workers.Sum(worker => worker.Repeated)} learns and labels were repeated");
        Assert.All(workers, worker => Assert.True(worker.Deleted >= 3, $"'{worker.Own}' was deleted {worker.Deleted} times"));
        Assert.Equal(workers.Sum(worker => worker.Count), before.Values.Sum(model => model.Calls));
        Assert.All(workers, worker => Assert.Equal(worker.CountOfOwn, before.TryGetValue(worker.Own, out var model) ? model.Calls : 0));
        await using var again = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path);
        Assert.Equal(before, await StateAsync(again));
    }

    private static async Task SendAsync(TestServer server, RandomRequests random, AcknowledgedCalls calls, int count)
    {
        for (; count > 0; count--)
        {
            var sent = random.Next();
            using var request = sent.ToMessage();
            using var response = await server.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var context = $"{sent} got {(int)response.StatusCode}: {text}";
            Assert.True((int)response.StatusCode < 500, context);
            Assert.DoesNotContain("The service failed", text, StringComparison.Ordinal);
            if (!response.IsSuccessStatusCode)
            {
                Assert.True(text.Length > 0 && JsonElement.Parse(text).GetProperty("message").GetString()!.Length > 0, context);
            }
            else if (text is "\"Successful learn.\"" or "\"Successful label.\"")
            {
                calls.Add(sent.Model, sent.Key);
            }
            else if (sent.Path.Contains("learn", StringComparison.Ordinal) && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
            {
                calls.AddMany(Encoding.Latin1.GetString(sent.Body).Split('\n').Count(line => line.Trim(' ', '\t', '\r').Length > 0) -
                    text.Split('\n').Count(line => line.Contains("\"message\"", StringComparison.Ordinal)));
            }
            else if (sent.Method == "DELETE")
            {
                calls.ForgetOwn();
            }
        }
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
