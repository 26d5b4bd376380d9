using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.AspNetCore.Tests.Authentication;

public sealed class AccessInstrumentsTests
{
    [Fact]
    public async Task AListenerThatThrows_ChangesNoRefusal()
    {
        using var lines = new LogLines();
        await using var server = await TestServer.StartAsync(
            options => (options.Access.Users, options.RateLimit.ManageRateLimit) = (["anna:secret"], "1/1d"),
            builder => builder.Logging.AddProvider(lines));
        using var listener = Failing(server.Services.GetRequiredService<IMeterFactory>());

        using (var wrong = await server.SignInAsync("anna", "wrong"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        }

        var token = await server.TokenAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsAsync(token, "DELETE", "/api/model/nothing"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.StatusAsAsync(token, "DELETE", "/api/model/nothing"));
        Assert.Equal(
            Enumerable.Repeat("A listener to the meter failed.", 2), lines.Of(typeof(AccessInstruments).FullName!, LogLevel.Error));
    }

    private static MeterListener Failing(IMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, each) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name is "onlineml.signin.refuse" or "onlineml.call.limit")
                {
                    each.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("A listener that throws."));
        listener.Start();
        return listener;
    }
}
