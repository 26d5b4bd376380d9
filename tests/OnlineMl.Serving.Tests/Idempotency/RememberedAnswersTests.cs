using OnlineMl.Contracts;

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

    private ServiceInFolder Open() => new(_folder, options => options.Call.IdempotencyKeys = 3);
}
