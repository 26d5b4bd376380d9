using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using OnlineMl.Client.Tests.Streams;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Batches;

public class BatchTests
{
    [Fact]
    public async Task Learn_NumbersTheAnswersOverAllRequests()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));

        var answers = await server.Connect().LearnManyAsync(Examples(20_000)).ToListAsync();

        Assert.InRange(server.Calls.Count, 2, 20);
        Assert.All(server.Calls, call => Assert.InRange(call.Body.Length, 1, 520 * 1024));
        Assert.All(server.Calls, call => Assert.Equal("POST /api/learn/batch/", call.Line));
        Assert.Equal(20_000, answers[^1].Line);
        Assert.Equal(answers.Select(answer => answer.Line).Order(), answers.Select(answer => answer.Line));
        Assert.Equal(20_000, server.Calls.Sum(call => call.Body.Count(character => character == '\n')));
        Assert.StartsWith("""{"model":"m","features":{"x":0},"ground_truth":0,"Idempotency-Key":""", server.Calls[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_ThatWaits_GetsTheAnswersToWhatItGave()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));
        var source = Channel.CreateUnbounded<LearnRequest>();

        await using var answers = server.Connect().LearnManyAsync(source.Reader.ReadAllAsync()).GetAsyncEnumerator();
        for (var line = 1; line <= 3; line++)
        {
            source.Writer.TryWrite(Example(line));
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(line, answers.Current.Line);
        }

        source.Writer.Complete();
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task Source_IsNotReadFarAheadOfASlowServer()
    {
        var given = 0;
        using var server = new ScriptedServer((_, _) => new HttpResponseMessage { Content = new StreamContent(new SilentStream()) });
        using var cancellation = new CancellationTokenSource();

        var answers = server.Connect().LearnManyAsync(Examples(int.MaxValue).Select(Count), cancellation.Token).GetAsyncEnumerator();
        var first = answers.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Assert.InRange(given, 1, 50_000);

        LearnRequest Count(LearnRequest request)
        {
            given++;
            return request;
        }
    }

    [Fact]
    public async Task ExceptionOfTheSource_ComesAfterTheAnswersToTheExamplesBeforeIt()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));
        var answered = 0L;

        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var answer in server.Connect().LearnManyAsync(Failing()))
            {
                answered = answer.Line;
            }
        });

        Assert.Equal("Row 4 is broken.", fault.Message);
        Assert.Equal(3, answered);

        static async IAsyncEnumerable<LearnRequest> Failing()
        {
            await foreach (var example in Examples(3))
            {
                yield return example;
            }

            throw new InvalidDataException("Row 4 is broken.");
        }
    }

    [Fact]
    public async Task Cancellation_EndsTheBatch_AlsoWhenTheSourceDoesNotHear()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));
        using var cancellation = new CancellationTokenSource();

        var answers = server.Connect().LearnManyAsync(Deaf(), cancellation.Token).GetAsyncEnumerator();
        Assert.True(await answers.MoveNextAsync());
        var next = answers.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await answers.DisposeAsync();

        static async IAsyncEnumerable<LearnRequest> Deaf()
        {
            yield return Example(1);
            await new TaskCompletionSource().Task;
        }
    }

    [Fact]
    public async Task LeavingTheLoop_EndsTheSource()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));
        var isEnded = false;

        await foreach (var answer in server.Connect().LearnManyAsync(Endless()))
        {
            break;
        }

        Assert.True(isEnded);

        async IAsyncEnumerable<LearnRequest> Endless()
        {
            try
            {
                await Task.Yield();
                while (true)
                {
                    yield return Example(1);
                }
            }
            finally
            {
                isEnded = true;
            }
        }
    }

    [Fact]
    public async Task ExamplesWithKeys_AreSentAgain_WhenTheConnectionBreaks()
    {
        using var server = new ScriptedServer((call, request) => call == 1
            ? new HttpResponseMessage { Content = new StreamContent(new BrokenStream("{\"line\":1}\n"u8.ToArray())) }
            : Learned(request));

        var answers = await server.Connect().LearnManyAsync(Examples(3, keyed: true)).ToListAsync();

        Assert.Equal([3], answers.Select(answer => answer.Line));
        Assert.Equal(2, server.Calls.Count);
        Assert.Equal(server.Calls[0].Body, server.Calls[1].Body);
        Assert.Contains("\"Idempotency-Key\":\"k2\"", server.Calls[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExamplesWithoutKeys_GetKeysOfTheirOwn_SoThatTheyAreSentAgain()
    {
        using var server = new ScriptedServer((call, request) => call == 1
            ? new HttpResponseMessage { Content = new StreamContent(new BrokenStream("{\"line\":1}\n"u8.ToArray())) }
            : Learned(request));
        var examples = new[] { Example(1), Example(2, keyed: true), Example(3) };

        await server.Connect().LearnManyAsync(examples.ToAsyncEnumerable()).CountAsync();
        await server.Connect().LearnManyAsync(examples.ToAsyncEnumerable()).CountAsync();

        Assert.Equal(3, server.Calls.Count);
        Assert.Equal(server.Calls[0].Body, server.Calls[1].Body);
        var keys = KeysOf(server.Calls[0]);
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("k2", keys[1]);
        Assert.All(keys, key => Assert.InRange(key.Length, 2, 36));
        Assert.Equal(["k2"], keys.Intersect(KeysOf(server.Calls[2])));
    }

    [Fact]
    public async Task Requests_AreFewExamplesLong_SoThatTheServerStillKnowsTheirKeys()
    {
        using var server = new ScriptedServer((_, request) => Learned(request));

        await server.Connect().LearnManyAsync(Examples(5_000)).CountAsync();

        Assert.All(server.Calls, call => Assert.InRange(KeysOf(call).Count, 1, 2_048));
        Assert.Equal(5_000, server.Calls.SelectMany(KeysOf).Distinct().Count());
    }

    [Fact]
    public async Task ExamplesWithoutKeys_AreNotSentAgainWithoutRetries_ButWhatWasAnsweredIsTold()
    {
        using var server = new ScriptedServer((_, _) =>
            new HttpResponseMessage { Content = new StreamContent(new BrokenStream("{\"line\":2}\n{\"line\":3,\"mess"u8.ToArray())) });
        var answered = new List<long>();

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(async () =>
        {
            await foreach (var answer in server.Connect(options => options.Retries = 0).LearnManyAsync(Examples(5)))
            {
                answered.Add(answer.Line);
            }
        });

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Equal([2], answered);
        Assert.Single(server.Calls);
        Assert.DoesNotContain("Idempotency-Key", server.Calls[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatStops_IsNotTakenForTheEnd()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("{\"line\":2}\n"));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(async () => await server.Connect().LearnManyAsync(Examples(5)).ToListAsync());

        Assert.Equal("The connection to http://server.test/api/ failed: the server ended the batch early.", refusal.Message);
    }

    [Fact]
    public async Task Predict_ReadsPredictionsAndRefusals()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json(
            """
            {"line":1,"prediction":{"false":0.25,"true":0.75},"identifier":"a"}
            {"line":2,"message":"'features' is missing.","kind":"StorageFull"}
            {"line":3,"message":"No.","kind":"SomethingNewer"}

            """.ReplaceLineEndings("\n")));
        var requests = new[] { new PredictRequest("m", JsonValues.Features([])), new PredictRequest("m", default), new PredictRequest("m", default) };

        var answers = await server.Connect().PredictManyAsync(requests.ToAsyncEnumerable()).ToListAsync();

        Assert.Matches("^{\"model\":\"m\",\"features\":{},\"Idempotency-Key\":\"[^\"]+\"}\n({\"model\":\"m\",\"Idempotency-Key\":\"[^\"]+\"}\n){2}$", server.Calls[0].Body);
        Assert.Equal((1, "a", null), (answers[0].Line, answers[0].Identifier, answers[0].Message));
        Assert.Equal(0.75, answers[0].Prediction!.Value.GetProperty("true").GetDouble());
        Assert.Equal((2, "'features' is missing.", RefusalKind.StorageFull), (answers[1].Line, answers[1].Message, answers[1].Kind));
        Assert.Equal(RefusalKind.StorageFull, Assert.Throws<OnlineMlException>(() => new ModelPrediction(answers[1]).Json).Kind);
        Assert.Equal(("No.", null), (answers[2].Message, answers[2].Kind));
    }

    private static List<string> KeysOf(ScriptedServer.Call call) =>
        [.. call.Body.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("Idempotency-Key").GetString()!)];

    private static LearnRequest Example(int x, bool keyed = false) =>
        new("m", JsonValues.Features([new("x", x)]), JsonValues.Value(x), IdempotencyKey: keyed ? $"k{x}" : null);

    private static IAsyncEnumerable<LearnRequest> Examples(int count, bool keyed = false) =>
        Enumerable.Range(0, count).Select(x => Example(x, keyed)).ToAsyncEnumerable();

    private static HttpResponseMessage Learned(HttpRequestMessage request)
    {
        var lines = request.Content!.ReadAsStringAsync().Result.Count(character => character == '\n');
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($"{{\"line\":{lines.ToString(CultureInfo.InvariantCulture)}}}\n", Encoding.UTF8, "application/x-ndjson"),
        };
    }
}
