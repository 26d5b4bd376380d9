using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.AspNetCore.Tests.Limits;

/// <summary>What is refused because of a limit is counted once, under the name of the option.</summary>
public sealed class LimitRefusalTests
{
    [Fact]
    public async Task EachRefusalByALimit_IsCountedOnce_WithItsKindAndLimit()
    {
        await using var server = await TestServer.StartAsync(options =>
        {
            options.Limit.MaxModels = 1;
            options.Limit.MaxFeatures = 2;
            options.Limit.MaxClasses = 2;
            options.Limit.MaxNames = 4;
            options.Limit.MaxIdentifierLength = 36;
            options.Endpoint.MaxSpecBytes = 1000;
            options.Endpoint.MaxBodyBytes = 2000;
            options.Stream.MaxStreams = 1;
            options.RateLimit.ManageRateLimit = "4/1d";
        });
        using var refusals = new CountedRefusals(server.Services.GetRequiredService<IMeterFactory>());
        await server.SendAsync("POST", "/api/model/multiclass/m/", "\"GaussianNB\"");
        await LearnAsync(server, """{"a":1}""", "x");
        await LearnAsync(server, """{"a":1}""", "y");
        Assert.Empty(refusals.All);

        await server.SendAsync("POST", "/api/model/multiclass/n/", "\"GaussianNB\"");
        await server.SendAsync("POST", "/api/model/multiclass/n/", new string(' ', 1001) + "\"GaussianNB\"");
        await LearnAsync(server, """{"a":1,"b":1,"c":1}""", "x");
        await LearnAsync(server, """{"a":1}""", "z");
        await LearnAsync(server, """{"b":1,"c":1}""", "x");
        await LearnAsync(server, """{"d":1,"e":1}""", "x");
        await LearnAsync(server, $$"""{"{{new string('a', 2000)}}":1}""", "x");
        await server.SendAsync("POST", "/api/predict/", $$"""{"model":"m","features":{"a":1},"identifier":"{{new string('i', 37)}}"}""");
        await server.SendAsync("POST", "/api/learn/batch?model=m", """
            {"features":{"a":1},"ground_truth":"x"}
            {"features":{"a":1},"ground_truth":"z"}
            """ + "\n");
        using (await server.Http.GetAsync("/api/stream/events/", HttpCompletionOption.ResponseHeadersRead))
        {
            await server.SendAsync("GET", "/api/stream/events/");
        }

        await server.SendAsync("DELETE", "/api/model/nothing");
        await server.SendAsync("DELETE", "/api/model/nothing");

        Assert.Equal(
            [
                "BadRequest MaxClasses", "BadRequest MaxClasses", "BadRequest MaxFeatures", "BadRequest MaxIdentifierLength", "BadRequest MaxModels",
                "BadRequest MaxNames", "TooLarge MaxBodyBytes", "TooLarge MaxSpecBytes", "TooManyRequests ManageRateLimit", "Unavailable MaxStreams",
            ],
            refusals.All.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARefusalByALimitThatOnlyTheModelKnows_IsCountedOnce()
    {
        await using var server = await TestServer.StartAsync(options => options.Limit.MaxMadeFeatures = 3);
        using var refusals = new CountedRefusals(server.Services.GetRequiredService<IMeterFactory>());
        await server.SendAsync("POST", "/api/model/multiclass/m/", """["PolynomialExtender", "GaussianNB"]""");
        await LearnAsync(server, """{"a":1}""", "x");
        Assert.Empty(refusals.All);

        Assert.Equal(HttpStatusCode.BadRequest, (await LearnAsync(server, """{"a":1,"b":2,"c":3}""", "x")).Status);
        Assert.Equal(["BadRequest MaxMadeFeatures"], refusals.All);
    }

    private static Task<(HttpStatusCode Status, string Body)> LearnAsync(TestServer server, string features, string label) =>
        server.SendAsync("POST", "/api/learn/", $$"""{"model":"m","features":{{features}},"ground_truth":"{{label}}"}""");

    private sealed class CountedRefusals : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _all = [];

        public CountedRefusals(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "onlineml.refusals")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                for (; value > 0; value--)
                {
                    _all.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
                }
            });
            _listener.Start();
        }

        public IReadOnlyCollection<string> All => _all;

        public void Dispose() => _listener.Dispose();
    }
}
