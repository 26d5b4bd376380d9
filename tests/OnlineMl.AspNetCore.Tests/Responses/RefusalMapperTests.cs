using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.AspNetCore.Tests.Responses;

public class RefusalMapperTests
{
    /// <summary>What the River API's clients go by, for every kind there is.</summary>
    private static readonly Dictionary<RefusalKind, int> Statuses = new()
    {
        [RefusalKind.BadRequest] = 400,
        [RefusalKind.ModelNotFound] = 404,
        [RefusalKind.TooLarge] = 413,
        [RefusalKind.UnsupportedFormat] = 415,
        [RefusalKind.Forbidden] = 403,
        [RefusalKind.TooManyRequests] = 429,
        [RefusalKind.Unavailable] = 503,
        [RefusalKind.StorageFull] = 507,
        [RefusalKind.Failed] = 500,
        [RefusalKind.AlreadyExists] = 400,
    };

    [Fact]
    public async Task EveryKind_HasItsStatusItsHeaderAndItsMessage()
    {
        Assert.Equal(Enum.GetValues<RefusalKind>().Order(), Statuses.Keys.Order());
        foreach (var (kind, status) in Statuses)
        {
            var (answered, body, headers) = await AnswerAsync(_ => throw new OnlineMlException(kind, $"It is {kind}."));

            Assert.Equal((status, $$"""{"message":"It is {{kind}}."}"""), (answered, body));
            Assert.Equal(kind.ToString(), headers[WireHeaders.RefusalKind].ToString());
            Assert.False(headers.ContainsKey("Retry-After"));
        }
    }

    [Fact]
    public async Task AnUnknownModelInTheBody_IsABadRequest()
    {
        var (status, _, _) = await AnswerAsync(_ => throw new OnlineMlException(RefusalKind.ModelNotFound, "There is none."), isModelInBody: true);

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task ATimeToWait_IsToldInWholeSecondsThatAreEnough()
    {
        var (_, _, headers) = await AnswerAsync(_ => throw new OnlineMlException(RefusalKind.Unavailable, "Not now.") { RetryAfter = TimeSpan.FromSeconds(1.2) });

        Assert.Equal("2", headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task ARefusalThatComesLater_IsAnsweredLikeOneThatComesAtOnce()
    {
        var (status, body, _) = await AnswerAsync(async _ =>
        {
            await Task.Yield();
            throw new OnlineMlException(RefusalKind.TooLarge, "It is too much.");
        });

        Assert.Equal((413, """{"message":"It is too much."}"""), (status, body));
    }

    [Fact]
    public async Task AFaultOfTheService_TellsNothingOfItself()
    {
        var (status, body, _) = await AnswerAsync(_ => throw new InvalidOperationException("secret"));

        Assert.Equal((500, """{"message":"The service failed; its log says why."}"""), (status, body));
    }

    [Fact]
    public async Task ABodyThatIsBroken_IsTheCallersMistake()
    {
        var (chunks, _, _) = await AnswerAsync(_ => throw new IOException("Bad chunk size data.", new OverflowException()));
        var (length, body, _) = await AnswerAsync(_ => throw new BadHttpRequestException("The body is too long.", StatusCodes.Status413PayloadTooLarge));

        Assert.Equal((400, 413, """{"message":"The body is too long."}"""), (chunks, length, body));
    }

    private static async Task<(int Status, string Body, IHeaderDictionary Headers)> AnswerAsync(RequestDelegate endpoint, bool isModelInBody = false)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        using var instruments = new ServingInstruments(null);
        await new RefusalMapper(instruments, NullLoggerFactory.Instance.CreateLogger<RefusalMapper>()).Guard(endpoint, isModelInBody)(context);
        await context.Response.BodyWriter.FlushAsync();
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
