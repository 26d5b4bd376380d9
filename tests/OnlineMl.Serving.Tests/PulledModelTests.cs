using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Bandits;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.Serving.Storage;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests;

/// <summary>A model that changes when it is asked: each question is an event of its log, which a restart repeats.</summary>
public sealed class PulledModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
    private string? _copy;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (_copy is not null)
        {
            Directory.Delete(_copy, recursive: true);
        }
    }

    [Fact]
    public async Task Pulls_AreRepeatedAfterACrash_AndRewardsFindTheirArm()
    {
        var catalog = ComponentCatalog.BuiltIn.With<LuckyArm>();
        string hash;
        await using (var store = new FileModelStore(_folder))
        await using (var host = Host(store, catalog))
        {
            var client = new InProcessClient(host);
            await client.CreateModelAsync("custom", """{"LuckyArm": {"seed": 4}}""", "m");
            var arms = new List<string?>();
            for (var i = 0; i < 20; i++)
            {
                var answer = await client.PredictAsync(new PredictRequest("m", JsonElement.Parse("{}"), Arms: JsonElement.Parse("""["a", "b", "c"]""")));
                arms.Add(answer.Prediction.GetString());
                await client.LabelAsync("m", answer.Identifier!, answer.Prediction.GetString() == "a" ? 1.0 : 0.0);
            }

            Assert.Equal(3, arms.Distinct(StringComparer.Ordinal).Count());
            await client.LearnAsync(new LearnRequest("m", JsonElement.Parse("{}"), JsonElement.Parse("""{"arm": "a", "reward": 100}""")));
            await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(new LearnRequest("m", JsonElement.Parse("{}"), JsonElement.Parse("1"))));
            await Assert.ThrowsAsync<OnlineMlException>(() => client.PredictAsync(new PredictRequest("m", JsonElement.Parse("{}"), Horizon: 2)));
            var model = await client.GetModelAsync("m");
            Assert.Equal(100 + arms.Count(arm => arm == "a"), ((LuckyArm)model.Component).OfA);
            hash = model.StateHash();
            _copy = ServiceInFolder.CopyOf(_folder);
        }

        await using var again = new FileModelStore(_copy);
        await using var restored = Host(again, catalog);
        Assert.Equal(hash, (await new InProcessClient(restored).GetModelAsync("m")).StateHash());
    }

    [Fact]
    public async Task ForecastsAndTimes_AreTheSameAfterACrash()
    {
        string hash;
        await using (var service = new ServiceInFolder(_folder))
        {
            await service.Client.CreateModelAsync(
                "regression", """[{"TargetAgg": {"by": null, "how": {"TimeRolling": {"obj": "Mean", "period": 3600}}}}, "LinearRegression"]""", "w");
            var start = new DateTimeOffset(2021, 5, 1, 0, 0, 0, TimeSpan.Zero);
            for (var i = 0; i < 30; i++)
            {
                var x = JsonElement.Parse("""{"a": 1}""");
                var asked = await service.Client.PredictAsync(new PredictRequest("w", x, Time: start.AddMinutes(i * 20)));
                await service.Client.LearnAsync(new LearnRequest("w", x, JsonValues.Value((double)i), Time: start.AddMinutes((i * 20) + 1)));
                await service.Client.LabelAsync(new LabelRequest("w", JsonValues.Value((double)i), asked.Identifier!, Time: i % 2 == 0 ? null : start.AddMinutes((i * 20) + 2)));
            }

            hash = await service.HashOfAsync("w");
            _copy = ServiceInFolder.CopyOf(_folder);
        }

        await using var restored = new ServiceInFolder(_copy);
        Assert.Equal(hash, await restored.HashOfAsync("w"));
    }

    private static ModelHost Host(FileModelStore store, ComponentCatalog catalog) => new(
        store, catalog, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    /// <summary>Chooses any arm and counts the rewards of one.</summary>
    /// <param name="seed">Where the draws begin.</param>
    [Component("LuckyArm")]
    public sealed class LuckyArm(int? seed = null) : IPolicy
    {
        private RandomSource? _random = new(seed);
        private double _ofA;

        /// <summary>Where the draws begin.</summary>
        public int? Seed { get; } = seed;

        /// <summary>The rewards of the arm a.</summary>
        public double OfA => _ofA;

        IReadOnlyList<Label> IPolicy.Arms => [];

        /// <inheritdoc/>
        public Label Pull(FeatureVector x, IReadOnlyList<Label> arms) => arms[_random!.NextInt(arms.Count)];

        /// <inheritdoc/>
        public void Learn(FeatureVector x, Label arm, double reward, double weight = 1)
        {
            if (arm == new Label("a"))
            {
                _ofA += weight * reward;
            }
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Child("random", ref _random, () => new RandomSource(Seed));
            state.Field("ofA", ref _ofA);
        }
    }
}
