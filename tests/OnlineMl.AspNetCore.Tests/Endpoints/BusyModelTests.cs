using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

/// <summary>Calls of a model that is busy wait without a thread, and not for clients that have left.</summary>
public sealed class BusyModelTests
{
    private const string Example = """{"model":"m","features":{"x":1},"ground_truth":1}""";

    [Fact]
    public async Task HealthAndOtherModels_Answer_WhileHundredsOfCallsWaitForABusyOne()
    {
        const int Callers = 300;
        await using var server = await TestServer.StartAsync(options => options.Call.BusyAfter = TimeSpan.FromHours(1));
        await server.JsonAsync("POST", "/api/model/regression/m/", "\"LinearRegression\"");
        await server.JsonAsync("POST", "/api/model/regression/other/", "\"LinearRegression\"");
        Task<(HttpStatusCode Status, string Body)>[] waiting;
        using (var held = new HeldModel(server, "m"))
        {
            waiting = [.. Enumerable.Range(0, Callers).Select(_ => server.SendAsync("POST", "/api/predict/", """{"model":"m","features":{"x":1}}"""))];
            await held.UntilQueuedAsync(Callers);

            Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/health/live")).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/health/ready")).Status);
            Assert.Equal(HttpStatusCode.Created, (await server.SendAsync("POST", "/api/predict/", """{"model":"other","features":{"x":1}}""")).Status);
            Assert.Equal(Callers, held.Queued());
            Assert.DoesNotContain(waiting, call => call.IsCompleted);

            // If each had a thread of the pool, there would be as many.
            Assert.InRange(ThreadPool.ThreadCount, 1, Callers - 1);
        }

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
    }

    [Theory]
    [InlineData("/api/predict/", """{"model":"m","features":{"x":1}}""")]
    [InlineData("/api/learn/", Example)]
    [InlineData("/api/learn/batch/", Example + "\n")]
    [InlineData("/api/predict/batch/", """{"model":"m","features":{"x":1}}""" + "\n")]
    public async Task ACallOfAClientThatLeft_IsNotWaitedFor_AndLeavesNoTrace(string path, string body)
    {
        var answered = 0;
        await using var server = await TestServer.StartAsync(
            options => options.Call.BusyAfter = TimeSpan.FromHours(1),
            map: app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    finally
                    {
                        if (context.Request.Path.StartsWithSegments(path.TrimEnd('/')))
                        {
                            Interlocked.Increment(ref answered);
                        }
                    }
                });
                app.MapOnlineMl();
            });
        await server.JsonAsync("POST", "/api/model/regression/m/", "\"LinearRegression\"");
        using (var held = new HeldModel(server, "m"))
        {
            using var leaving = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            var call = server.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, leaving.Token);
            await held.UntilQueuedAsync(1);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (Volatile.Read(ref answered) == 0)
            {
                await Task.Delay(10, limit.Token);
            }
        }

        Assert.Equal(0, (await server.JsonAsync("GET", "/api/model/m/status")).GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task ARepetitionWhoseKeyMayBeForgotten_IsRefused()
    {
        await using var server = await TestServer.StartAsync(options => options.Call.IdempotencyKeys = 10);
        await server.JsonAsync("POST", "/api/model/regression/m/", "\"LinearRegression\"");
        await LearnAsync(server, "first", age: null);
        for (var i = 0; i < 20; i++)
        {
            await LearnAsync(server, $"key {i}", age: null);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await LearnAsync(server, "first", age: "60000")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await LearnAsync(server, "first", age: "a minute")).Status);
        using var batch = new HttpRequestMessage(HttpMethod.Post, "/api/learn/batch/")
        {
            Content = new StringContent(Example.Replace("{\"model", "{\"Idempotency-Key\":\"first\",\"model", StringComparison.Ordinal) + "\n", Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Age", "60000" } },
        };
        Assert.Contains("first sent 60 seconds ago", await (await server.Http.SendAsync(batch)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await LearnAsync(server, "key 19", age: "60000")).Status);
        Assert.Equal(21, (await server.JsonAsync("GET", "/api/model/m/status")).GetProperty("position").GetInt64());
    }

    private static async Task<(HttpStatusCode Status, string Body)> LearnAsync(TestServer server, string key, string? age)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/learn/")
        {
            Content = new StringContent(Example, Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", key } },
        };
        if (age is not null)
        {
            request.Headers.Add("Idempotency-Age", age);
        }

        using var answer = await server.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
