using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Batches;

public class BatchTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    [Fact]
    public async Task Learn_AcknowledgesEveryLineAndRefusesBadOnesByNumber()
    {
        await using var server = await StartAsync();
        var answers = await SendAsync(
            server,
            "learn",
            """
            {"model":"a","features":{"x":1},"ground_truth":1}
            {"model":"a","features":{"x":1},"ground_truth":"red"}

            not JSON
            {"model":"a","features":{"x":2},"ground_truth":2}
            {"model":"none","features":{"x":2},"ground_truth":2}
            {"model":"a","features":{"x":3},"ground_truth":3}
            """);

        Assert.Equal([2, 4, 6], Refused(answers));
        Assert.Equal(7, answers[^1].Line);
        Assert.Null(answers[^1].Message);
        Assert.Equal(3, await PositionAsync(server, "a"));
    }

    [Fact]
    public async Task Answers_ComeInTheOrderOfTheLines()
    {
        await using var server = await StartAsync();
        var lines = string.Join('\n', Enumerable.Range(1, 5000).Select(i => i % 7 == 0 ? "{" : Learn(i)));
        var answers = await SendAsync(server, "learn", lines);
        Assert.Equal(answers.Select(answer => answer.Line).Order(), answers.Select(answer => answer.Line));
        Assert.Equal(Enumerable.Range(1, 5000).Where(i => i % 7 == 0).Select(i => (long)i), Refused(answers));
        Assert.Equal(5000, answers[^1].Line);
        Assert.Equal(5000 - (5000 / 7), await PositionAsync(server, "a"));
    }

    [Fact]
    public async Task Predict_AnswersEachLineWithPredictionAndIdentifier()
    {
        await using var server = await StartAsync();
        var answers = await SendAsync(
            server,
            "predict",
            """
            {"model":"a","features":{"x":1}}
            {"features":{"x":1}}
            {"model":"a","features":{"x":1},"identifier":"mine"}
            """);

        Assert.Equal([1L, 2L, 3L], answers.Select(answer => answer.Line));
        Assert.Equal(0, answers[0].Prediction!.Value.GetDouble());
        Assert.NotNull(answers[0].Identifier);
        Assert.Equal("'model' is missing.", answers[1].Message);
        Assert.Equal("mine", answers[2].Identifier);
        await server.JsonAsync("POST", "/api/label", """{"model":"a","identifier":"mine","label":4}""");
    }

    [Fact]
    public async Task Predict_WithoutIdentifiers_HasNone()
    {
        await using var server = await StartAsync(options => options.Call.GenerateIdentifiers = false);
        var answers = await SendAsync(server, "predict?model=a", """{"features":{"x":1}}""");
        Assert.Null(Assert.Single(answers).Identifier);
    }

    [Theory]
    [InlineData("learn")]
    [InlineData("predict")]
    public async Task ModelOfTheAddress_IsThatOfLinesWithoutOne(string call)
    {
        await using var server = await StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/b", Spec);
        var answers = await SendAsync(
            server, call + "/batch/?model=a", """
            {"features":{"x":1},"ground_truth":1}
            {"model":"b","features":{"x":1},"ground_truth":1}
            {"model":null,"features":{"x":1},"ground_truth":1}
            """);
        Assert.Empty(Refused(answers));
        Assert.Equal(2, await PositionAsync(server, "a"));
        Assert.Equal(1, await PositionAsync(server, "b"));
    }

    [Fact]
    public async Task IdempotencyKeyOfALine_MakesItsRepetitionHarmless()
    {
        await using var server = await StartAsync();
        var line = """{"model":"a","features":{"x":1},"ground_truth":1,"Idempotency-Key":"k"}""";
        Assert.Empty(Refused(await SendAsync(server, "learn", line + "\n" + line)));
        Assert.Empty(Refused(await SendAsync(server, "learn", line)));
        var stats = await server.JsonAsync("GET", "/api/stats?model=a");
        Assert.Equal(1, stats.GetProperty("learn").GetProperty("n_calls").GetInt32());
    }

    [Fact]
    public async Task LineThatIsTooLong_IsOneErrorAndTheOthersGoOn()
    {
        await using var server = await StartAsync(options => options.Endpoint.MaxBodyBytes = 200);
        var wide = new string('x', 100_000);
        var answers = await SendAsync(server, "learn", Learn(1) + "\n" + wide + "\n" + Learn(2) + "\n" + wide);
        Assert.Equal([2, 4], Refused(answers));
        Assert.All(answers.Where(answer => answer.Message is not null), answer => Assert.Equal("The line is longer than 200 bytes.", answer.Message));
        Assert.Equal(2, await PositionAsync(server, "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \r\n")]
    public async Task EmptyBatch_HasNoAnswers(string body)
    {
        await using var server = await StartAsync();
        Assert.Empty(await SendAsync(server, "learn", body));
        Assert.Empty(await SendAsync(server, "predict", body));
    }

    [Fact]
    public async Task LinesMayEndWithCarriageReturns_AndTheLastOneNeedsNoEnd()
    {
        await using var server = await StartAsync();
        var answers = await SendAsync(server, "learn", Learn(1) + "\r\n" + Learn(2) + "\r\n" + Learn(3));
        Assert.Equal(3, Assert.Single(answers).Line);
    }

    [Fact]
    public async Task LineThatComesAlone_IsAcknowledgedBeforeTheNextOneComes()
    {
        await using var server = await StartAsync();
        using var batch = await OpenBatch.StartAsync(server, "/api/learn/batch");
        for (var i = 1; i <= 5; i++)
        {
            await batch.SendAsync(Learn(i) + "\n");
            Assert.Equal($$"""{"line":{{i}}}""", await batch.ReadLineAsync());
        }
    }

    [Fact]
    public async Task LineCutIntoPieces_IsOneLine()
    {
        await using var server = await StartAsync();
        using var batch = await OpenBatch.StartAsync(server, "/api/learn/batch");
        var line = Learn(1) + "\n";
        for (var i = 0; i < line.Length; i += 10)
        {
            await batch.SendAsync(line[i..Math.Min(i + 10, line.Length)]);
        }

        Assert.Equal("""{"line":1}""", await batch.ReadLineAsync());
    }

    [Fact]
    public async Task ClientThatDoesNotRead_IsNotReadFromEither_AndGetsEveryAnswerLater()
    {
        const int Lines = 30_000;
        // A server gives up clients that do not read; on a slow machine they are not done within its time.
        await using var server = await TestServer.StartAsync(
            options => options.Call.GenerateIdentifiers = false, builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null));
        await server.JsonAsync("POST", "/api/model/multiclass/wordy", "\"GaussianNB\"");
        await server.JsonAsync("POST", "/api/learn", $$"""{"model":"wordy","features":{"x":1},"ground_truth":"{{new string('x', 1000)}}"}""");
        using var batch = await OpenBatch.StartAsync(server, "/api/predict/batch?model=wordy");
        var sent = 0L;
        var sending = Task.Run(async () =>
        {
            var line = $$"""{"features":{"x":1},"label":"{{new string('x', 1000)}}"}""" + "\n";
            for (var i = 1; i <= Lines; i++)
            {
                await batch.SendAsync(line);
                Interlocked.Increment(ref sent);
            }
        });

        // Nothing is read until nothing moves: the answers fill the connection, and then the server stops to read.
        long before;
        do
        {
            before = Interlocked.Read(ref sent);
            await Task.WhenAny(sending, Task.Delay(500));
        }
        while (Interlocked.Read(ref sent) != before);

        Assert.False(sending.IsCompleted, sending.Exception?.ToString());
        for (var i = 1; i <= Lines; i++)
        {
            Assert.StartsWith($$"""{"line":{{i}},"prediction":"x""", await batch.ReadLineAsync(), StringComparison.Ordinal);
        }

        await sending;
    }

    [Fact]
    public async Task ClientThatLeaves_LosesNothingOfWhatWasAcknowledged()
    {
        using var folder = new TemporaryFolder();
        long acknowledged = 0;
        await using (var server = await StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            using var batch = await OpenBatch.StartAsync(server, "/api/learn/batch");
            for (var i = 1; i <= 500; i++)
            {
                await batch.SendAsync(Learn(i) + "\n");
            }

            while (acknowledged < 100)
            {
                acknowledged = JsonElement.Parse((await batch.ReadLineAsync())!).GetProperty("line").GetInt64();
            }
        }

        await using var again = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path);
        Assert.InRange(await PositionAsync(again, "a"), acknowledged, 500);
    }

    [Fact]
    public async Task Shutdown_EndsABatchAfterWhatWasBegun()
    {
        await using var server = await StartAsync();
        using var batch = await OpenBatch.StartAsync(server, "/api/learn/batch");
        await batch.SendAsync(Learn(1) + "\n" + Learn(2)[..10]);
        Assert.Equal("""{"line":1}""", await batch.ReadLineAsync());

        // Well before the time after which the server would cut the connection.
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
    }

    private static async Task<TestServer> StartAsync(Action<OnlineMlOptions>? configure = null)
    {
        var server = await TestServer.StartAsync(configure);
        await server.JsonAsync("POST", "/api/model/regression/a/", Spec);
        return server;
    }

    private static string Learn(int i) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"model":"a","features":{"x":{{i}},"y":{{i % 10}}},"ground_truth":{{i % 10}}}""");

    private static async Task<List<BatchPredictAnswer>> SendAsync(TestServer server, string call, string body)
    {
        var path = call.Contains("batch", StringComparison.Ordinal) ? call : call.Replace("?", "/batch?", StringComparison.Ordinal);
        path = path.Contains("batch", StringComparison.Ordinal) ? path : path + "/batch";
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var response = await server.Http.PostAsync("/api/" + path, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, OnlineMlJsonContext.Default.BatchPredictAnswer)!)];
    }

    private static IEnumerable<long> Refused(IEnumerable<BatchPredictAnswer> answers) =>
        answers.Where(answer => answer.Message is not null).Select(answer => answer.Line);

    private static async Task<long> PositionAsync(TestServer server, string model) =>
        (await server.Services.GetRequiredService<IOnlineMlClient>().GetStatusAsync(model)).Position;
}
