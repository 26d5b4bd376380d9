using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.AspNetCore.Tests.Diagnostics;

public class RequestInstrumentsTests
{
    [Fact]
    public async Task Requests_AreCountedByPathAndStatus()
    {
        await using var server = await TestServer.StartAsync();
        using var heard = new Heard(server.Services.GetRequiredService<IMeterFactory>());
        await server.JsonAsync("POST", "/api/model/regression/m/", "\"LinearRegression\"");
        await server.JsonAsync("POST", "/api/learn/", """{"model":"m","features":{"x":1},"ground_truth":2}""");
        Assert.Equal(HttpStatusCode.BadRequest, (await server.SendAsync("POST", "/api/learn", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("GET", "/api/nothing")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync("PUT", "/api/learn", "{}")).Status);
        await heard.UntilAsync("onlineml.requests", 5);

        Assert.Equal(
            ["POST /api/learn 201", "POST /api/learn 400", "POST /api/model/{flavor}/{name} 201", "{other} {other} 404", "{other} {other} 405"],
            heard.Of("onlineml.requests").Order(StringComparer.Ordinal));
        Assert.Equal(5, heard.Of("onlineml.requests.duration").Count());
        Assert.Equal(0, heard.Sum("onlineml.requests.in_progress"));
        Assert.Equal(6, heard.Of("onlineml.requests.in_progress").Count());
    }

    [Fact]
    public async Task CallsThatAreRefusedBeforeTheirEndpoint_AreCounted()
    {
        await using var server = await TestServer.StartAsync(options => options.Access.Users = ["anna:secret"]);
        using var heard = new Heard(server.Services.GetRequiredService<IMeterFactory>());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/api/models")).Status);
        await heard.UntilAsync("onlineml.requests", 1);
        Assert.Equal("GET /api/models 401", Assert.Single(heard.Of("onlineml.requests")));
    }

    [Fact]
    public async Task OpenStream_IsInProgressAndHasNoDuration()
    {
        await using var server = await TestServer.StartAsync();
        using var heard = new Heard(server.Services.GetRequiredService<IMeterFactory>());
        using (await server.Http.GetAsync("/api/stream/events/", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(1, heard.Sum("onlineml.requests.in_progress"));
        }

        await heard.UntilAsync("onlineml.requests", 1);
        Assert.Equal(0, heard.Sum("onlineml.requests.in_progress"));
        Assert.Empty(heard.Of("onlineml.requests.duration"));
    }

    [Fact]
    public async Task ListenerThatThrows_EndsNoRequest()
    {
        await using var server = await TestServer.StartAsync();
        using var heard = new Heard(server.Services.GetRequiredService<IMeterFactory>()) { Throws = true };
        await server.JsonAsync("GET", "/api/models");
    }

    private sealed class Heard : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _values = [];
        private readonly MeterListener _listener = new();

        public Heard(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("onlineml.requests", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
            _listener.Start();
        }

        public bool Throws { get; init; }

        public IEnumerable<string> Of(string name) => _values.Where(value => value.Name == name).Select(value => value.Tags);

        public double Sum(string name) => _values.Where(value => value.Name == name).Sum(value => value.Value);

        // A request is counted when its answer is with the client already.
        public async Task UntilAsync(string name, int count)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (Of(name).Count() < count)
            {
                await Task.Delay(10, limit.Token);
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Throws)
            {
                throw new InvalidOperationException("The listener is broken.");
            }

            _values.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        }
    }
}
