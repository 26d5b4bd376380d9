using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Idempotency;

namespace OnlineMl.Serving.Tests.Idempotency;

public sealed class RememberedAnswersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task LearnThatIsSentAgain_IsKnown_HoweverManyPredictionsCameBetween()
    {
        await using (var service = Open())
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1, "learn"));
            for (var i = 0; i < 50; i++)
            {
                await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, $"predict {i}"));
            }

            await AssertKnownAsync(service);
        }

        // From the snapshot, and from the log alone.
        await using (var again = Open())
        {
            await AssertKnownAsync(again);
            await again.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, "predict"));
        }

        static async Task AssertKnownAsync(ServiceInFolder service)
        {
            var before = (await service.Client.GetStatusAsync("m")).Position;
            await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1, "learn"));
            Assert.Equal(before, (await service.Client.GetStatusAsync("m")).Position);
            var first = await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, "predict 49"));
            Assert.Equal(first.Identifier, (await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, "predict 49"))).Identifier);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, "learn")));
            Assert.Contains("belongs to an earlier learn", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task LearnThatIsSentAgain_IsKnownFromTheLogAlone()
    {
        await using var service = new ServiceInFolder(_folder, options => options.Call.IdempotencyKeys = 3);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await service.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1, "learn"));
        for (var i = 0; i < 50; i++)
        {
            await service.Client.PredictAsync(ServiceInFolder.Predict("m", 1, null, $"predict {i}"));
        }

        var hash = await service.HashOfAsync("m");
        var crashed = ServiceInFolder.CopyOf(_folder);
        await using (var restarted = new ServiceInFolder(crashed, options => options.Call.IdempotencyKeys = 3))
        {
            await restarted.Client.LearnAsync(ServiceInFolder.Learn("m", 1, 1, "learn"));
            Assert.Equal(51, (await restarted.Client.GetStatusAsync("m")).Position);
            Assert.Equal(hash, await restarted.HashOfAsync("m"));
        }

        Directory.Delete(crashed, recursive: true);
    }

    [Fact]
    public async Task ARepetitionWhoseKeyMayBeForgotten_IsRefused_AndNotDoneTwice()
    {
        var time = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.Call.IdempotencyKeys = 100, time);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await LearnAsync(service, "first", age: 0);
        for (var i = 0; i < 200; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await LearnAsync(service, $"key {i}", age: 0);
        }

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => LearnAsync(service, "first", age: 200));
        Assert.Equal((RefusalKind.BadRequest, "IdempotencyKeys"), (refusal.Kind, refusal.Limit));
        Assert.Equal(
            "The call with the idempotency key 'first' was first sent 200 seconds ago, and the service has forgotten keys of that time since; it does not know whether the call was done.",
            refusal.Message);
        Assert.Equal(201, (await service.Client.GetStatusAsync("m")).Position);

        // One that is remembered is known, and one that is not and was sent when those that are here were not yet forgotten did not come.
        await LearnAsync(service, "key 150", age: 50);
        Assert.Equal(201, (await service.Client.GetStatusAsync("m")).Position);
        await LearnAsync(service, "lost", age: 50);
        Assert.Equal(202, (await service.Client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public void ARepeatedCall_GetsTheFirstAnswer_AndAKeyOfAnotherKindOfCallIsRefused()
    {
        var answers = new RememberedAnswers(new RememberingLimits(new OnlineMlServingOptions()));
        Assert.Null(answers.Repeat(EventKind.Learn, "k"));
        answers.Add(EventKind.Learn, "k", Answer.Learned, time: 1);
        var predicted = new Answer(EventKind.Predict, "1"u8.ToArray());
        answers.Add(EventKind.Pull, "p", predicted, time: 1);

        Assert.Same(Answer.Learned, answers.Repeat(EventKind.Learn, "k"));
        Assert.Same(predicted, answers.Repeat(EventKind.Pull, "p"));
        Assert.Equal("The idempotency key 'k' belongs to an earlier learn.", answers.Repeat(EventKind.Label, "k")!.Refusal);
    }

    [Fact]
    public async Task AnswersWithManyParts_AreForgottenForTheirBytes_AtTheSameCallInAReplay()
    {
        await using var service = Open(keys: 10);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var features = JsonSerializer.SerializeToElement(Enumerable.Range(0, 500).ToDictionary(i => $"feature {i}", i => i));
        await service.Client.LearnAsync(new LearnRequest("m", features, JsonValues.Value(1)));
        PredictResponse? last = null;
        for (var i = 0; i < 20; i++)
        {
            last = await ExplainAsync(service, $"key {i}");
        }

        var held = await service.Host.ReadAsync("m", (_, loaded) => loaded.State.Answers.HeldBytes, CancellationToken.None);
        Assert.InRange(held, 10 * 1024, 42 * 1024);
        Assert.Equal((last!.Identifier, 21), ((await ExplainAsync(service, "key 19")).Identifier, (await service.Client.GetStatusAsync("m")).Position));
        await ExplainAsync(service, "key 12");
        Assert.Equal(22, (await service.Client.GetStatusAsync("m")).Position);

        var crashed = ServiceInFolder.CopyOf(_folder);
        await using (var restarted = new ServiceInFolder(crashed, options => options.Call.IdempotencyKeys = 10))
        {
            Assert.Equal((await service.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash, (await restarted.Host.ReadStateHashAsync("m", CancellationToken.None)).Hash);
        }

        Directory.Delete(crashed, recursive: true);

        Task<PredictResponse> ExplainAsync(ServiceInFolder asked, string key) => asked.Client.PredictAsync(new PredictRequest("m", features, null, key, Explain: true));
    }

    private static async Task LearnAsync(ServiceInFolder service, string key, int age) => await service.Host.Calls.LearnAsync(new ModelCall
    {
        Model = "m",
        Features = "{\"x\":1}"u8,
        GroundTruth = "1"u8,
        IdempotencyKey = key,
        KeyAge = TimeSpan.FromSeconds(age),
    });

    private ServiceInFolder Open(int keys = 3) => new(_folder, options => options.Call.IdempotencyKeys = keys);
}
