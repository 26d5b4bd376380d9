using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OnlineMl.Client.Tests.Streams;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Connections;

public class RetryTests
{
    private static readonly Dictionary<string, object?> Features = new() { ["x"] = 1 };

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Learn_IsRepeatedWithTheSameKey_UntilThePassingReasonHasPassed(HttpStatusCode status)
    {
        using var server = new ScriptedServer((call, _) =>
            call < 4 ? new HttpResponseMessage(status) : ScriptedServer.Json("\"Successful learn.\"", HttpStatusCode.Created));

        await server.Connect().LearnAsync("m", Features, 1);

        Assert.Equal(4, server.Calls.Count);
        Assert.Single(server.Calls.Select(call => call.Headers["Idempotency-Key"]).Distinct());
        Assert.All(server.Calls, call => Assert.Equal("""{"model":"m","features":{"x":1},"ground_truth":1}""", call.Body));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, RefusalKind.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized, RefusalKind.Forbidden)]
    [InlineData(HttpStatusCode.Forbidden, RefusalKind.Forbidden)]
    [InlineData(HttpStatusCode.NotFound, RefusalKind.ModelNotFound)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, RefusalKind.TooLarge)]
    [InlineData(HttpStatusCode.UnsupportedMediaType, RefusalKind.UnsupportedFormat)]
    [InlineData(HttpStatusCode.InternalServerError, RefusalKind.Failed)]
    [InlineData(HttpStatusCode.InsufficientStorage, RefusalKind.StorageFull)]
    public async Task Refusal_ThatWaitingDoesNotHelp_IsNotRepeated(HttpStatusCode status, RefusalKind kind)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"message": "No."}""", status));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect().LearnAsync("m", Features, 1));

        Assert.Equal(kind, refusal.Kind);
        Assert.Equal("No.", refusal.Message);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task ARepetition_SaysHowLongAgoItsFirstAttemptWas()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return call < 3 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : ScriptedServer.Json("\"Successful learn.\"", HttpStatusCode.Created);
        });

        await server.Connect(time: time).LearnAsync("m", Features, 1);

        Assert.Equal([null, "20001", "40001"], server.Calls.Select(call => call.Headers.GetValueOrDefault("Idempotency-Age")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_IsNotSentAgain_WhenItsKeyMayBeForgotten(bool isAnswered)
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((_, _) =>
        {
            time.Advance(TimeSpan.FromMinutes(20));
            return isAnswered ? ScriptedServer.Json("""{"message": "Busy."}""", HttpStatusCode.ServiceUnavailable) : throw new HttpRequestException("It broke.");
        });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect(options => options.Retries = 50, time).LearnAsync("m", Features, 1));

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains(isAnswered ? "Busy." : "failed: It broke.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Calls.Count);
    }

    [Theory]
    [InlineData("ModelNotFound", RefusalKind.ModelNotFound)]
    [InlineData("SomethingNewer", RefusalKind.BadRequest)]
    public async Task Refusal_IsOfTheKindThatTheServerNames(string name, RefusalKind kind)
    {
        using var server = new ScriptedServer((_, _) =>
        {
            var response = ScriptedServer.Json("""{"message": "No."}""", HttpStatusCode.BadRequest);
            response.Headers.Add(WireHeaders.RefusalKind, name);
            return response;
        });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect().LearnAsync("m", Features, 1));

        Assert.Equal(kind, refusal.Kind);
    }

    [Fact]
    public async Task Waits_GrowAndHonourRetryAfter()
    {
        var time = new InstantTime();
        using var server = new ScriptedServer((call, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter = call == 1 ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)) : null;
            return response;
        });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect(time: time).GetModelsAsync());

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal("http://server.test/api/models/ answered with status 503.", refusal.Message);
        Assert.Equal(5, server.Calls.Count);
        Assert.Equal(TimeSpan.FromSeconds(7), time.Waits[0]);
        Assert.All(time.Waits.Skip(1), wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task RetryAfter_BeyondTheLongestWait_IsLeftToTheCaller()
    {
        using var server = new ScriptedServer((_, _) =>
        {
            var response = ScriptedServer.Json("""{"message": "Too often."}""", HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(InstantNow.AddHours(1));
            return response;
        });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect().GetModelsAsync());

        Assert.Equal(RefusalKind.TooManyRequests, refusal.Kind);
        Assert.Equal(TimeSpan.FromHours(1), refusal.RetryAfter);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task BrokenConnection_IsUnavailable_AfterTheRetries()
    {
        using var server = new ScriptedServer((_, _) => throw new HttpRequestException("The wire is cut."));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect(options => options.Retries = 2).GetModelsAsync());

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal("The connection to http://server.test/api/ failed: The wire is cut.", refusal.Message);
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task ASocketThatBreaks_IsABrokenConnection()
    {
        using var server = new ScriptedServer((call, _) => call == 1
            ? throw new SocketException((int)SocketError.NotConnected)
            : ScriptedServer.Json("""{"models": ["m"]}"""));

        Assert.Equal(["m"], await server.Connect().GetModelsAsync());
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Create_IsRepeatedOnlyWhenTheServerSurelyDidNothing()
    {
        using var unsure = new ScriptedServer((_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        using var sure = new ScriptedServer((call, _) => call == 1
            ? throw new HttpRequestException(HttpRequestError.ConnectionError)
            : ScriptedServer.Json("""{"name": "m"}""", HttpStatusCode.Created));

        await Assert.ThrowsAsync<OnlineMlException>(() => unsure.Connect().CreateModelAsync("regression", "\"LinearRegression\"", "m"));
        await sure.Connect().CreateModelAsync("regression", "\"LinearRegression\"", "m");

        Assert.Single(unsure.Calls);
        Assert.Equal(2, sure.Calls.Count);
    }

    [Fact]
    public async Task SlowServer_TimesOut()
    {
        using var server = new ScriptedServer((_, _) => new HttpResponseMessage { Content = new StreamContent(new SilentStream()) });

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect(options =>
        {
            options.Timeout = TimeSpan.FromSeconds(1);
            options.Retries = 0;
        }).GetModelsAsync());

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal("http://server.test/api/ did not answer in time.", refusal.Message);
    }

    [Fact]
    public async Task WithoutRetries_NoKeyIsMadeUp_AndAKeyOfTheCallersIsSent()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful label.\""));
        var client = server.Connect(options => options.Retries = 0);

        await client.LabelAsync("m", "id", true);
        await client.LabelAsync(new LabelRequest("m", JsonValues.Value(true), "id", IdempotencyKey: "k1"));

        Assert.DoesNotContain("Idempotency-Key", server.Calls[0].Headers.Keys);
        Assert.Equal("k1", server.Calls[1].Headers["Idempotency-Key"]);
        Assert.Equal(server.Calls[0].Body, server.Calls[1].Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("schlüssel")]
    public async Task Key_ThatNoHeaderTakes_IsRefused(string key)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("{}"));
        var request = new LearnRequest("m", JsonValues.Features(Features), IdempotencyKey: key);

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect().LearnAsync(request));

        Assert.Equal($"The idempotency key '{key}' is not 1 to 256 visible ASCII characters.", refusal.Message);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task AnswerThatIsNoJson_IsAFailureOfTheServer()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("<html>"));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => server.Connect().GetModelsAsync());

        Assert.Equal(RefusalKind.Failed, refusal.Kind);
    }

    private static DateTimeOffset InstantNow => new InstantTime().GetUtcNow();
}
