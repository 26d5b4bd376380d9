using System.Threading.Channels;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>Many examples in one call.</content>
public abstract partial class ClientContract
{
    [Fact]
    public async Task LearnMany_LearnsWhatSingleCallsLearn()
    {
        await Client.CreateModelAsync("regression", Regression, "one");
        await Client.CreateModelAsync("regression", Regression, "many");
        for (var i = 0; i < 100; i++)
        {
            await Client.LearnAsync(Example("one", i));
        }

        var answers = await Client.LearnManyAsync(Enumerable.Range(0, 100).Select(i => Example("many", i)).ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(100, answers[^1].Line);
        Assert.All(answers, answer => Assert.Null(answer.Message));
        Assert.Equal(await Client.GetMetricsAsync("one"), await Client.GetMetricsAsync("many"));
        Assert.Equal(100, (await Client.GetStatusAsync("many")).Position);
    }

    [Fact]
    public async Task LearnMany_TakesMoreThanFitsIntoMemoryAtOnce_WithRefusalsInBetween()
    {
        const int count = 30_000;
        await Client.CreateModelAsync("regression", "\"LinearRegression\"", "m", []);
        var examples = Enumerable.Range(0, count).Select(i => Example(i % 3 == 0 ? "none" : "m", i % 10)).ToAsyncEnumerable();
        var (last, refused) = (0L, new List<long>());

        await foreach (var answer in Client.LearnManyAsync(examples))
        {
            Assert.True(answer.Line > last);
            last = answer.Line;
            if (answer.Message is not null)
            {
                Assert.Equal((RefusalKind.ModelNotFound, "There is no model named 'none'."), (answer.Kind, answer.Message));
                refused.Add(answer.Line);
            }
        }

        Assert.Equal(count, last);
        Assert.Equal(Enumerable.Range(0, count).Where(i => i % 3 == 0).Select(i => i + 1L), refused);
        Assert.Equal(count - refused.Count, (await Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task Batch_WhoseAnswersAreLongerThanItsExamples_DoesNotStall()
    {
        const int count = 40_000;
        var requests = Enumerable.Repeat(new PredictRequest("none", JsonValues.Features([])), count).ToAsyncEnumerable();

        Assert.Equal(count, await Client.PredictManyAsync(requests).CountAsync(answer => answer.Message == "There is no model named 'none'."));
    }

    [Fact]
    public async Task PredictMany_AnswersEveryExampleInOrder()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        await Client.LearnAsync(Example("m", 3));
        var requests = Enumerable.Range(0, 5_000).Select(i =>
            new PredictRequest(i == 7 ? "none" : "m", JsonValues.Features(Features(("x", i))), i % 2 == 0 ? $"id{i}" : null));

        var answers = await Client.PredictManyAsync(requests.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(Enumerable.Range(1, 5_000).Select(line => (long)line), answers.Select(answer => answer.Line));
        Assert.Equal("There is no model named 'none'.", answers[7].Message);
        Assert.Equal((RefusalKind.ModelNotFound, null), (answers[7].Kind, answers[6].Kind));
        Assert.Null(answers[7].Prediction);
        Assert.Equal("id8", answers[8].Identifier);
        Assert.NotNull(answers[9].Identifier);
        var single = await Client.PredictAsync("m", Features(("x", 4_999)));
        Assert.Equal(single.Prediction.GetRawText(), answers[^1].Prediction!.Value.GetRawText());
        await Client.LabelAsync("m", "id4998", 1.0);
    }

    [Fact]
    public async Task Batches_AnswerWhileTheSourceWaits()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var source = Channel.CreateUnbounded<LearnRequest>();
        await using var answers = Client.LearnManyAsync(source.Reader.ReadAllAsync()).GetAsyncEnumerator();

        for (var line = 1; line <= 3; line++)
        {
            source.Writer.TryWrite(Example("m", line));
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(line, answers.Current.Line);
            Assert.Equal(line, (await Client.GetStatusAsync("m")).Position);
        }

        source.Writer.Complete();
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task RepeatedExamplesOfABatch_ChangeNothing()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var examples = Enumerable.Range(0, 10).Select(i => Example("m", i) with { IdempotencyKey = $"k{i}" }).ToList();

        await Client.LearnManyAsync(examples.ToAsyncEnumerable()).CountAsync();
        var again = await Client.LearnManyAsync(examples.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(10, again[^1].Line);
        Assert.All(again, answer => Assert.Null(answer.Message));
        Assert.Equal(10, (await Client.GetStatsAsync("m")).Learn.Calls);
    }

    [Fact]
    public async Task ExceptionOfTheSource_ComesAfterTheAnswersToTheExamplesBeforeIt()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var last = 0L;

        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var answer in Client.LearnManyAsync(Failing()))
            {
                last = answer.Line;
            }
        });

        Assert.Equal("Row 3 is broken.", fault.Message);
        Assert.Equal(2, last);
        Assert.Equal(2, (await Client.GetStatusAsync("m")).Position);

        static async IAsyncEnumerable<LearnRequest> Failing()
        {
            yield return Example("m", 1);
            await Task.Yield();
            yield return Example("m", 2);
            throw new InvalidDataException("Row 3 is broken.");
        }
    }

    [Fact]
    public async Task CancelledBatch_Ends()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        using var cancellation = new CancellationTokenSource();
        var source = Channel.CreateUnbounded<LearnRequest>();
        source.Writer.TryWrite(Example("m", 1));
        await using var answers = Client.LearnManyAsync(source.Reader.ReadAllAsync(), cancellation.Token).GetAsyncEnumerator();
        Assert.True(await answers.MoveNextAsync());
        var next = answers.MoveNextAsync().AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static LearnRequest Example(string model, int x) =>
        new(model, JsonValues.Features(Features(("x", x))), JsonValues.Value(2.0 * x));
}
