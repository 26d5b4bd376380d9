using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Tests;

public sealed class ModelHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Save_ThenLoad_ContinuesMetricsStatsAndRememberedPredictions()
    {
        await using (var services = Start())
        {
            var client = services.GetRequiredService<IOnlineMlClient>();
            await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            await client.LearnAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1 }, 2);
            await client.PredictAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1 }, "later");
            await services.GetRequiredService<ModelHost>().SaveAsync(CancellationToken.None);
        }

        await using (var services = Start())
        {
            await services.GetRequiredService<ModelHost>().LoadAsync(CancellationToken.None);
            var client = services.GetRequiredService<IOnlineMlClient>();
            await client.LabelAsync("m", "later", 2);
            Assert.Equal(2, (await client.GetStatsAsync("m")).Learn.Calls);
            Assert.Equal(1, (await client.GetStatsAsync("m")).Predict.Calls);
            Assert.True((await client.GetMetricsAsync("m"))["MAE"] > 0);
        }
    }

    [Fact]
    public async Task Load_OfADamagedSnapshot_FallsBackToThePreviousOne()
    {
        await using (var services = Start())
        {
            var client = services.GetRequiredService<IOnlineMlClient>();
            await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            for (var i = 0; i < 2; i++)
            {
                await client.LearnAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1 }, 2);
                await services.GetRequiredService<ModelHost>().SaveAsync(CancellationToken.None);
            }
        }

        var path = Path.Combine(_folder, "m.oml");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        await using (var services = Start())
        {
            await services.GetRequiredService<ModelHost>().LoadAsync(CancellationToken.None);
            Assert.Equal(1, (await services.GetRequiredService<IOnlineMlClient>().GetStatsAsync("m")).Learn.Calls);
        }
    }

    [Fact]
    public async Task RememberedPredictions_AreBounded()
    {
        await using var services = Start(options => options.RememberedPredictions = 2);
        var client = services.GetRequiredService<IOnlineMlClient>();
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        foreach (var identifier in new[] { "1", "2", "3" })
        {
            await client.PredictAsync("m", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1 }, identifier);
        }

        await Assert.ThrowsAsync<OnlineMlException>(() => client.LabelAsync("m", "1", 2));
        await client.LabelAsync("m", "2", 2);
        await client.LabelAsync("m", "3", 2);
    }

    private ServiceProvider Start(Action<OnlineMlServingOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddOnlineMlServing(options => options.StoragePath = _folder);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services.BuildServiceProvider();
    }
}
