using System.Text;
using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>Models that have grown beyond their memory.</summary>
public sealed class GrownModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AModelThatHasGrownBeyondItsMemory_LearnsNoMore_AndPredicts()
    {
        await using (var service = new ServiceInFolder(_folder, options => options.Memory.MaxModelBytes = 1 << 20))
        {
            await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            var asked = await service.Client.PredictAsync(Predict("m", 1, "p"));
            await GrowAsync(service, 20_000);
            await service.Client.GetStatusAsync("m");
            var before = (await service.Client.GetStatusAsync("m")).Position;

            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("m", 1, 2)));
            var refusedLabel = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LabelAsync(Label("m", asked.Identifier!, 2)));

            var status = await service.Client.GetStatusAsync("m");
            Assert.Equal((RefusalKind.BadRequest, "MaxModelBytes"), (refusal.Kind, refusal.Limit));
            Assert.EndsWith("of memory, and MaxModelBytes allows 1 MiB; it predicts, and learns no more.", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(refusal.Message, refusedLabel.Message);
            Assert.Equal(before, status.Position);
            Assert.Equal([refusal.Message], status.Faults);
            Assert.Contains("m: " + refusal.Message, service.Host.Health.Problems);
            Assert.True(service.Host.Health.IsReady);
            Assert.NotNull((await service.Client.PredictAsync(Predict("m", 1))).Identifier);
        }

        // A larger limit is all that it needs, and what is in the log is replayed under any.
        await using var larger = new ServiceInFolder(_folder, options => options.Memory.MaxModelBytes = 1 << 30);
        await larger.Client.LearnAsync(Learn("m", 1, 2));
        Assert.Empty((await larger.Client.GetStatusAsync("m")).Faults);
    }

    [Fact]
    public async Task ACallThatWasTaken_IsAnsweredAgain_WhenItsModelHasGrownTooLarge()
    {
        await using var service = new ServiceInFolder(null, options => options.Memory.MaxModelBytes = 1 << 20);
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await service.Client.LearnAsync(Learn("m", 1, 2, key: "k"));
        await GrowAsync(service, 20_000);
        await service.Client.GetStatusAsync("m");

        await service.Client.LearnAsync(Learn("m", 1, 2, key: "k"));
        await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("m", 1, 2, key: "another")));
    }

    // In one step, so that nothing measures it on the way.
    private static async Task GrowAsync(ServiceInFolder service, int features)
    {
        var wide = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, features).Select(i => $"\"feature number {i}\":1")) + "}");
        await service.Host.Calls.LearnAsync(new ModelCall { Model = "m", Features = wide, GroundTruth = "1"u8 });
    }
}
