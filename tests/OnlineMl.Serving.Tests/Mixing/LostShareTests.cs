using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Mixing;

/// <summary>A share whose log lost its newest events, as by a fail-over to a server that had not copied them.</summary>
public sealed class LostShareTests
{
    private const string Share = "m~3.1";

    private readonly SharedMemory _place = new() { KeepsAllEvents = true };

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(120)).Token;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AShareThatHasLostItsCuts_GoesOnFromTheModel_WhereNothingCountsTwice(int rounds)
    {
        long kept = 0;
        await RunAsync(async host =>
        {
            await new InProcessClient(host).CreateModelAsync(
                "multiclass", "\"GaussianNB\"", "m", options: new ModelOptions(Mixing: new MixingOptions(3, TimeSpan.FromHours(1))));
            await LearnAndMixAsync(host, 0);
            (kept, _) = await host.ReadStateHashAsync(Share, Limit);
            for (var round = 1; round <= rounds; round++)
            {
                await LearnAndMixAsync(host, round);
            }
        });
        _place.Find(Share)!.Lose(kept);
        foreach (var lost in _place.Find(Share)!.ListSnapshots().Where(position => position > kept))
        {
            _place.Find(Share)!.DropSnapshot(lost);
        }

        await RunAsync(async host =>
        {
            await host.Mixing.MixAsync("m", Limit);
            var fault = Assert.Single((await new InProcessClient(host).GetStatusAsync("m")).Faults);
            Assert.Equal($"The log of the share '{Share}' has lost what was merged of it; the share goes on from round {rounds + 1}, and what it took since the loss is not in the model.", fault);
            await LearnAndMixAsync(host, rounds + 1);
        });
    }

    private static async Task LearnAndMixAsync(ModelHost host, int round)
    {
        const int Each = 12;
        var client = new InProcessClient(host);
        for (var i = 0; i < Each; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"k{round}.{i}");
            await client.LearnAsync(new LearnRequest("m", JsonElement.Parse("""{"x": 1}"""), JsonValues.Value("low"), IdempotencyKey: key));
        }

        await host.Mixing.MixAsync("m", Limit);
        Assert.Equal((round + 1) * Each, (await client.GetReportAsync("m", Limit)).Examples);
    }

    private async Task RunAsync(Func<ModelHost, Task> use)
    {
        await using var store = new SharedMemoryStore(_place);
        await using var host = new ModelHost(
            store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
        await host.StartAsync(Limit);
        await use(host);
    }
}
