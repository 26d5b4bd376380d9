using System.Globalization;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Mixing;

public sealed class ModelMixingTests
{
    [Fact]
    public void Merge_OfCopies_KnowsWhatBothHaveLearned()
    {
        var model = Model.FromSpec("""["StandardScaler", "LinearRegression"]""");
        using var file = new MemoryStream();
        model.Save(file);
        var shares = new Model[2];
        for (var i = 0; i < shares.Length; i++)
        {
            file.Position = 0;
            shares[i] = Model.Load(file);
            shares[i].Learn(new FeatureVector { ["rooms"] = 3 + i }, 250.0 + i);
        }

        model.Merge(shares);

        Assert.Contains("\"means\":[3.5]", StateFormat.ToJson(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_FindsFeaturesAndClassesByName()
    {
        var model = Model.FromSpec("\"MultinomialNB\"");
        var whole = Copy(model);
        var shares = new[] { Copy(model), Copy(model) };
        (string Word, string Class)[] examples = [("ball", "sport"), ("vote", "news"), ("vote", "news"), ("goal", "sport"), ("ball", "sport"), ("tax", "news")];
        for (var i = 0; i < examples.Length; i++)
        {
            var x = new FeatureVector { [examples[i].Word] = 1 };
            shares[i % 2].Learn(x, examples[i].Class);
            whole.Learn(x, examples[i].Class);
        }

        model.Merge(shares);

        foreach (var (word, _) in examples)
        {
            var x = new FeatureVector { [word] = 1 };
            Assert.Equal(whole.Predict(x).Probabilities["news"], model.Predict(x).Probabilities["news"], 12);
        }
    }

    [Theory]
    [InlineData("""["StandardScaler", "HoeffdingTreeRegressor"]""", "HoeffdingTreeRegressor")]
    [InlineData("""["RobustScaler", "LinearRegression"]""", "RobustScaler")]
    [InlineData("\"LogisticRegression\"", "two classes")]
    public void MergeObstacle_NamesThePart(string spec, string part)
    {
        var model = Model.FromSpec(spec);

        Assert.Contains(part, model.MergeObstacle!, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.Merge(Copy(model)));
    }

    [Fact]
    public void Merge_OfModelsWithOtherParameters_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Model.FromSpec("\"LinearRegression\"").Merge(Model.FromSpec("""{"LinearRegression": {"l2": 0.1}}""")));

    // While weights are still on their way, shares get there as fast as one of them does alone, which has a third of the examples.
    [SharedTheory]
    [InlineData("phishing.csv", "is_phishing", """{"labels": [false, true], "model": ["StandardScaler", "LogisticRegression"]}""", 0.02)]
    [InlineData("phishing.csv", "is_phishing", """{"labels": [false, true], "model": ["StandardScaler", {"LogisticRegression": {"optimizer": "AdaGrad"}}]}""", 0.02)]
    [InlineData("phishing.csv", "is_phishing", """{"labels": [false, true], "model": {"LogisticRegression": {"optimizer": "AdaptiveNormalizedInvariant"}}}""", 0.02)]
    [InlineData("banana.csv", "is_banana", """{"labels": [false, true], "model": "GaussianNB"}""", 1e-9)]
    [InlineData("image-segments.csv", "category", """["StandardScaler", "SoftmaxRegression"]""", 0.05)]
    [InlineData("image-segments.csv", "category", """["StandardScaler", {"OneVsRestClassifier": "LogisticRegression"}]""", 0.07)]
    public void Mixing_ClassifiesAboutAsWellAsOneFold(string file, string target, string spec, double allowed)
    {
        var rows = ReadRows(file, target);
        var taught = rows.Count * 4 / 5;
        var whole = Model.FromSpec(spec);
        var mixed = Model.FromSpec(spec);
        foreach (var (x, y) in rows.Take(taught))
        {
            whole.Learn(x, y);
        }

        foreach (var chunk in rows.Take(taught).Chunk(150))
        {
            var shares = new[] { Copy(mixed), Copy(mixed), Copy(mixed) };
            for (var i = 0; i < chunk.Length; i++)
            {
                shares[i % 3].Learn(chunk[i].X, chunk[i].Y);
            }

            mixed.Merge(shares);
        }

        double Accuracy(Model model) => rows.Skip(taught).Average(row => model.Predict(row.X).Label == row.Y ? 1.0 : 0);
        var (one, several) = (Accuracy(whole), Accuracy(mixed));
        Assert.True(several >= one - allowed, FormattableString.Invariant($"{several} with shares, {one} without"));
    }

    [SharedTheory]
    [InlineData("trump-approval.csv", "five_thirty_eight", """["StandardScaler", {"LinearRegression": {"intercept_lr": 0.1}}]""", 1.6)]
    [InlineData("trump-approval.csv", "five_thirty_eight", """{"LinearRegression": {"optimizer": "AdaptiveNormalizedInvariant"}}""", 3)]
    [InlineData("trump-approval.csv", "five_thirty_eight", """["StandardScaler", "PARegressor"]""", 1.4)]
    public void Mixing_PredictsNumbersAboutAsWellAsOneFold(string file, string target, string spec, double allowed)
    {
        var rows = ReadRows(file, target).ConvertAll(row => (row.X, Y: double.Parse(row.Y.ToString(), CultureInfo.InvariantCulture)));
        var whole = Model.FromSpec(spec);
        var mixed = Model.FromSpec(spec);
        double wholeLoss = 0, mixedLoss = 0;
        foreach (var chunk in rows.Chunk(45))
        {
            var shares = new[] { Copy(mixed), Copy(mixed), Copy(mixed) };
            for (var i = 0; i < chunk.Length; i++)
            {
                wholeLoss += Math.Abs(whole.Predict(chunk[i].X).Number - chunk[i].Y);
                mixedLoss += Math.Abs(shares[i % 3].Predict(chunk[i].X).Number - chunk[i].Y);
                whole.Learn(chunk[i].X, chunk[i].Y);
                shares[i % 3].Learn(chunk[i].X, chunk[i].Y);
            }

            mixed.Merge(shares);
        }

        Assert.True(mixedLoss <= wholeLoss * allowed, FormattableString.Invariant($"{mixedLoss / rows.Count} with shares, {wholeLoss / rows.Count} without"));
    }

    private static Model Copy(Model model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return Model.Load(file);
    }

    private static List<(FeatureVector X, Label Y)> ReadRows(string file, string target)
    {
        var shared = Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Repository.PathOf("..", "shared");
        var lines = File.ReadAllLines(Path.Combine(shared, "data", file));
        var names = lines[0].Split(',');
        var space = new FeatureSpace();
        return
        [
            .. lines.Skip(1).Select((line, row) => (Cells: line.Split(','), row)).OrderBy(line => (line.row * 7919) % 104729).Select(line =>
            {
                var x = new FeatureVector(space);
                Label y = default;
                for (var i = 0; i < names.Length; i++)
                {
                    if (names[i] != target)
                    {
                        x.Add(names[i], double.Parse(line.Cells[i], CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        y = file == "image-segments.csv" || file == "trump-approval.csv" ? line.Cells[i] : line.Cells[i] == "1";
                    }
                }

                return (x, y);
            }),
        ];
    }
}
