using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.AspNetCore.Tests.Authentication;

public class SignInTests
{
    [Fact]
    public async Task FailedSignIns_AreLoggedCountedAndSlowed()
    {
        var clock = new FixedClock();
        using var lines = new LogLines();
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            builder =>
            {
                builder.Logging.AddProvider(lines);
                builder.Services.AddSingleton<TimeProvider>(clock);
            });
        var refused = 0L;
        using var listener = new MeterListener();
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "onlineml.signin.refuse")
            {
                each.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref refused, value));
        listener.Start();

        for (var i = 0; i < FailedSignIns.Most; i++)
        {
            using var wrong = await server.SignInAsync("an\u001b[31mna", "wrong");
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        }

        using var limited = await server.SignInAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), limited.Headers.RetryAfter?.Delta);
        Assert.Equal(FailedSignIns.Most + 1, refused);
        Assert.Equal(Enumerable.Repeat("A sign-in as 'an?[31mna' from 127.0.0.1 was refused.", FailedSignIns.Most), lines.Of(typeof(SignIn).FullName!, LogLevel.Warning));

        clock.Now += TimeSpan.FromMinutes(1);
        using var right = await server.SignInAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task HashedSecrets_AreTakenAndPlainOnesWarnedOf()
    {
        using var lines = new LogLines();
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = [new OnlineMlUser("anna", HashedSecret.Make("secret", 1000)), "bodo:secret"],
            builder => builder.Logging.AddProvider(lines));
        foreach (var (user, secret, status) in new[]
        {
            ("anna", "secret", HttpStatusCode.OK), ("anna", "secret", HttpStatusCode.OK), ("anna", "wrong", HttpStatusCode.Forbidden),
            ("bodo", "secret", HttpStatusCode.OK), ("nobody", "secret", HttpStatusCode.Forbidden),
        })
        {
            using var answer = await server.SignInAsync(user, secret);
            Assert.Equal(status, answer.StatusCode);
        }

        var warning = Assert.Single(lines.Of("OnlineMl.AspNetCore.Limits.AccessReview", LogLevel.Warning));
        Assert.StartsWith("The secret of 'bodo' is kept as plain text", warning, StringComparison.Ordinal);
    }
}
