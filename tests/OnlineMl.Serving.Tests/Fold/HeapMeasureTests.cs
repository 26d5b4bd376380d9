using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Tests.Hosting;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>What a model of each family is said to take is what the heap grows by. Measured alone, since the heap is everybody's.</summary>
[Collection(nameof(MemoryTests))]
public sealed class HeapMeasureTests
{
    private const int Models = 3;
    private const int Examples = 1_000;

    // Servers measure a model again and again while it grows.
    private const int BetweenMeasures = 100;

    // What ran before may free memory while models grow, which one attempt in many may show; a wrong measure shows in each.
    private const int MostAttempts = 5;

    [Theory]
    [InlineData("linear", Flavor.Binary, """["StandardScaler", "LogisticRegression"]""")]
    [InlineData("linear with moments", Flavor.Regression, """{"LinearRegression": {"optimizer": "Adam"}}""")]
    [InlineData("tree", Flavor.Multiclass, """{"HoeffdingTreeClassifier": {"grace_period": 50}}""")]
    [InlineData("regression tree", Flavor.Regression, """{"HoeffdingTreeRegressor": {"grace_period": 50}}""")]
    [InlineData("trees that watch for drift", Flavor.Multiclass, """{"ADWINBaggingClassifier": {"model": "HoeffdingTreeClassifier", "n_models": 3}}""")]
    [InlineData("naive Bayes", Flavor.Multiclass, "\"GaussianNB\"")]
    [InlineData("naive Bayes of texts", Flavor.Multiclass, """[{"BagOfWords": {"on": "text"}}, "MultinomialNB"]""")]
    [InlineData("neighbours", Flavor.Multiclass, """{"KNNClassifier": {"window_size": 300}}""")]
    [InlineData("clusters", Flavor.Cluster, """["StandardScaler", {"KMeans": {"n_clusters": 20}}]""")]
    [InlineData("half-space trees", Flavor.Custom, """{"HalfSpaceTrees": {"n_trees": 10, "height": 8}}""")]
    [InlineData("bag of words", Flavor.Binary, """[{"BagOfWords": {"on": "text"}}, "LogisticRegression"]""")]
    [InlineData("rolling statistics", Flavor.Regression, """[{"Agg": {"on": "x0", "by": ["place"], "how": {"Rolling": {"obj": "Mean", "window_size": 20}}}}, "LinearRegression"]""")]
    [InlineData("target aggregates", Flavor.Regression, """[{"TargetAgg": {"by": ["place"], "how": "Mean"}}, "LinearRegression"]""")]
    public void MemorySize_IsThatOfTheHeap(string family, Flavor flavor, string spec)
    {
        Learned(spec, flavor, seed: 0);

        var shares = new List<double>();
        while (shares.Count < MostAttempts && !shares.Exists(share => share is > 0.9 and < 1.1))
        {
            shares.Add(ShareOfHeap(spec, flavor));
        }

        Assert.True(shares[^1] is > 0.9 and < 1.1, $"Of what the model of the family '{family}' takes it is said to take {string.Join(", ", shares)}.");
    }

    // Apart, so that nothing keeps the models of an attempt until the next one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double ShareOfHeap(string spec, Flavor flavor)
    {
        var before = Heap();
        var models = Enumerable.Range(0, Models).Select(seed => Learned(spec, flavor, seed)).ToArray();
        var share = (double)models.Sum(model => model.MemorySize()) / (Heap() - before);
        GC.KeepAlive(models);
        return share;
    }

    private static ModelState Learned(string spec, Flavor flavor, int seed)
    {
        var state = Folds.New(spec, flavor);
        var random = new Random(seed);
        for (var i = 1; i <= Examples; i++)
        {
            var (features, sum) = Example(random);
            Assert.True(Folds.Learn(state, features, TargetOf(flavor, sum)).IsDone);
            if (i % BetweenMeasures == 0)
            {
                state.MemorySize();
            }
        }

        return state;
    }

    // Numbers, a text with some hundred values, a text of words, and a name that is seldom there.
    private static (string Features, double Sum) Example(Random random)
    {
        var json = new StringBuilder("{");
        var sum = 0.0;
        for (var i = 0; i < 10; i++)
        {
            var number = random.NextDouble();
            sum += i < 3 ? number : 0;
            json.Append(CultureInfo.InvariantCulture, $"\"x{i}\":{number:f4},");
        }

        var words = string.Join(' ', Enumerable.Range(0, 8).Select(_ => random.Next(2_000)).Select(word => string.Create(CultureInfo.InvariantCulture, $"word{word}")));
        json.Append(CultureInfo.InvariantCulture, $"\"place\":\"place {random.Next(300)}\",\"text\":\"{words}\",\"rare {random.Next(500)}\":1}}");
        return (json.ToString(), sum);
    }

    private static string TargetOf(Flavor flavor, double sum) => flavor switch
    {
        Flavor.Regression => sum.ToString("f3", CultureInfo.InvariantCulture),
        Flavor.Binary => sum > 1.5 ? "true" : "false",
        Flavor.Multiclass => sum > 1.8 ? "\"high\"" : sum > 1.2 ? "\"middle\"" : "\"low\"",
        _ => "",
    };

    private static long Heap()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
