using System.Text;
using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What the models of one user take is bounded; those that no user created are not.</summary>
public sealed class UserUsageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AUserHasSoManyModels_AlsoBehindARestart()
    {
        await using (var service = Open())
        {
            await CreateAsync(service, "anna", "a1");
            await CreateAsync(service, "anna", "a2");
            await CreateAsync(service, "ben", "b1");
            await AssertRefusedAsync(service);
            Assert.Equal("anna", (await service.Client.GetStatusAsync("a1")).CreatedBy);
        }

        await using var again = Open();
        await AssertRefusedAsync(again);
        await CreateAsync(again, null, "n1");
        Assert.Null((await again.Client.GetStatusAsync("n1")).CreatedBy);
        await again.Client.DeleteModelAsync("a1");
        await CreateAsync(again, "anna", "a3");

        static async Task AssertRefusedAsync(ServiceInFolder service)
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => CreateAsync(service, "anna", "a3"));
            Assert.Equal((RefusalKind.Forbidden, "MaxUserModels"), (refusal.Kind, refusal.Limit));
            Assert.Equal("The user 'anna' has 2 models, and 2 are allowed by MaxUserModels.", refusal.Message);
            Assert.DoesNotContain("a3", await service.Client.GetModelsAsync());
        }

        ServiceInFolder Open() => new(_folder, options => options.Limit.MaxUserModels = 2);
    }

    [Fact]
    public async Task AUserHasSoManyEventsADay_AndPredictionsGoOn()
    {
        var time = new ManualClock();
        await using var service = new ServiceInFolder(_folder, options => options.Limit.MaxUserEvents = 3, time);
        await CreateAsync(service, "anna", "a");
        await CreateAsync(service, "anna", "b");
        await CreateAsync(service, null, "n");
        await service.Client.LearnAsync(Learn("a", 1, 2, "key"));
        await service.Client.LearnAsync(Learn("b", 1, 2));
        Assert.NotNull((await service.Client.PredictAsync(Predict("a", 1))).Identifier);
        time.Advance(TimeSpan.FromHours(6));

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("b", 1, 2)));
        Assert.Equal((RefusalKind.TooManyRequests, "MaxUserEvents", TimeSpan.FromHours(18)), (refusal.Kind, refusal.Limit, refusal.RetryAfter));
        Assert.Equal(1, (await service.Client.GetStatusAsync("b")).Position);
        Assert.Null((await service.Client.PredictAsync(Predict("a", 1))).Identifier);
        await service.Client.LearnAsync(Learn("a", 1, 2, "key"));
        for (var i = 0; i < 10; i++)
        {
            await service.Client.LearnAsync(Learn("n", 1, 2));
        }

        time.Advance(TimeSpan.FromHours(18));
        await service.Client.LearnAsync(Learn("b", 1, 2));
    }

    [Fact]
    public async Task TheEventsOfADay_CountBehindARestart()
    {
        var time = new ManualClock();
        await using (var service = Open())
        {
            await CreateAsync(service, "anna", "a");
            await service.Client.LearnAsync(Learn("a", 1, 2));
            await service.Client.LearnAsync(Learn("a", 1, 2));
        }

        await using (var service = Open())
        {
            await service.Client.LearnAsync(Learn("a", 1, 2));
            Assert.Equal("MaxUserEvents", (await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("a", 1, 2)))).Limit);
        }

        time.Advance(TimeSpan.FromDays(1));
        await using var tomorrow = Open();
        await tomorrow.Client.LearnAsync(Learn("a", 1, 2));

        ServiceInFolder Open() => new(_folder, options => options.Limit.MaxUserEvents = 3, time);
    }

    [Fact]
    public async Task TheModelsOfAUserTakeSoMuchMemory_AndThenLearnNoMore()
    {
        await using var service = new ServiceInFolder(_folder, options => options.Limit.MaxUserBytes = 1 << 20);
        await CreateAsync(service, "anna", "a");
        await CreateAsync(service, "anna", "b");
        var wide = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"feature number {i}\":1")) + "}");
        await service.Host.Calls.LearnAsync(new ModelCall { Model = "a", Features = wide, GroundTruth = "1"u8 });
        await service.Client.GetStatusAsync("a");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("b", 1, 2)));
        Assert.Equal((RefusalKind.Forbidden, "MaxUserBytes"), (refusal.Kind, refusal.Limit));
        Assert.Equal("MaxUserBytes", (await Assert.ThrowsAsync<OnlineMlException>(() => CreateAsync(service, "anna", "c"))).Limit);
        await service.Client.PredictAsync(Predict("b", 1));
        await service.Client.DeleteModelAsync("a");
        await service.Client.LearnAsync(Learn("b", 1, 2));
    }

    private static Task<string> CreateAsync(ServiceInFolder service, string? user, string name) =>
        service.Client.For(user).CreateModelAsync("regression", "\"LinearRegression\"", name);
}
