using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Configuration;

public sealed class DeclaredModelsTests
{
    [Fact]
    public async Task AModelForWhichThereIsNoRoomAtTheStart_IsCreatedWhenThereIs()
    {
        var store = HookedStore.Open();
        store.Creating = name => throw new StorageException($"There is no space left for '{name}'.", isFull: true);
        await using var service = new ServiceInFolder(null, declare: builder =>
        {
            builder.Services.AddSingleton<IModelStore>(store);
            builder.AddModel("m", Flavor.Regression, "\"LinearRegression\"");
        });

        await service.Declared.StartAsync(CancellationToken.None);
        Assert.Empty(await service.Client.GetModelsAsync());
        store.Creating = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await service.Client.GetModelsAsync()).Count == 0)
        {
            await Task.Delay(20, limit.Token);
        }

        await service.Client.LearnAsync(Learn("m", 1, 2));
        await service.Declared.StopAsync(CancellationToken.None);
    }
}
