using System.Globalization;
using System.Text;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What models are said to take is what they take, and together they keep to the budget. Measured alone, since the heap is everybody's.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("names")]
    [InlineData("predictions")]
    [InlineData("keys")]
    public async Task MemoryBytes_AreThoseOfTheHeap(string what)
    {
        await using var service = new ServiceInFolder(null);
        await GrowAsync(service.Client, what, "warm", 200);

        // What ran before may free memory while a model grows, which one model in many may show; a wrong count shows in each.
        var ratios = new List<double>();
        for (var i = 0; i < 5 && !ratios.Exists(ratio => ratio is > 0.9 and < 1.1); i++)
        {
            ratios.Add(await MeasureAsync(service, what, $"m{i}"));
        }

        Assert.InRange(ratios[^1], 0.9, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    public async Task ColdModels_KeepWithinTheBudget_HoweverManyComeAtOnce(int atOnce)
    {
        const int Models = 150;
        const long Budget = 8 << 20;
        var wide = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"feature number {i}\":1")) + "}");
        await using (var service = new ServiceInFolder(_folder))
        {
            for (var i = 0; i < Models; i++)
            {
                await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", $"m{i}");
                await service.Host.Calls.LearnAsync(new ModelCall { Model = $"m{i}", Features = wide, GroundTruth = "1"u8 });
            }
        }

        await using var cold = new ServiceInFolder(_folder, options => options.Memory.MemoryBudget = Budget);
        var most = 0L;
        using var ending = new CancellationTokenSource();
        var watching = Task.Factory.StartNew(
            () =>
            {
                while (!ending.IsCancellationRequested)
                {
                    most = Math.Max(most, cold.Host.Context.Memory.Taken);
                    Thread.Yield();
                }
            },
            TaskCreationOptions.LongRunning);
        for (var i = 0; i < Models; i += atOnce)
        {
            await Task.WhenAll(Enumerable.Range(i, atOnce).Select(number => cold.Client.PredictAsync(Predict($"m{number}", 1)))).WaitAsync(TimeSpan.FromMinutes(2));
        }

        await ending.CancelAsync();
        await watching;
        Assert.InRange(most, Budget / 2, Budget * 5 / 4);
        Assert.InRange(cold.Host.LoadedModels, 2, Models / 2);
    }

    // What a model is said to take of what it takes.
    private static async Task<double> MeasureAsync(ServiceInFolder service, string what, string model)
    {
        await service.Client.CreateModelAsync("regression", "\"LinearRegression\"", model);
        var (heapBefore, saidBefore) = (Heap(), (await service.Client.GetStatusAsync(model)).MemoryBytes);
        await GrowAsync(service.Client, what, model, 20_000);
        service.Host.Entries.Single(entry => entry.Name == model).Loaded!.Trim();
        var (heap, said) = (Heap() - heapBefore, (await service.Client.GetStatusAsync(model)).MemoryBytes - saidBefore);
        return (double)said / heap;
    }

    private static async Task GrowAsync(InProcessClient client, string what, string model, int examples)
    {
        if (model == "warm")
        {
            await client.CreateModelAsync("regression", "\"LinearRegression\"", model);
        }

        for (var i = 0; i < examples; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            switch (what)
            {
                case "predictions":
                    await client.PredictAsync(Predict(model, i));
                    break;
                case "keys":
                    await client.LearnAsync(Learn(model, 1, 1, "key number " + number));
                    break;
                default:
                    await client.LearnAsync(new LearnRequest(model, Json($$"""{"feature number {{number}}":1}"""), JsonValues.Value(1.0)));
                    break;
            }
        }
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
