using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Linear;
using OnlineMl.Preprocessing;

namespace OnlineMl.Tests.Catalog;

public sealed class SpecPipelineTests
{
    [Theory]
    [InlineData("""[{"StandardScaler": {}}, {"LogisticRegression": {"optimizer": {"SGD": {"lr": 0.05}}}}]""")]
    [InlineData("""{"StandardScaler": {}, "LogisticRegression": {"optimizer": ["SGD", {"lr": ["Constant", {"learning_rate": 0.05}]}]}}""")]
    [InlineData("""["StandardScaler", {"LogisticRegression": {"optimizer": {"SGD": {"lr": {"Constant": {"learning_rate": 0.05}}}}}}]""")]
    [InlineData("""{"Pipeline": {"steps": ["StandardScaler", {"LogisticRegression": {"optimizer": {"SGD": 0.05}}}]}}""")]
    public void Create_UnderstandsEveryFormOfAPipeline(string spec)
    {
        var expected = ComponentCatalog.BuiltIn.ToSpec(
            new StandardScaler() | new LogisticRegression { Optimizer = new OnlineMl.Optimization.Sgd { LearningRate = 0.05 } });

        Assert.Equal(expected, ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create<IClassifier>(spec)));
    }

    [Fact]
    public void Create_TakesANumberForTheLearningRateOfAnOptimizer() =>
        Assert.Equal(0.01, ComponentCatalog.BuiltIn.Create<OnlineMl.Optimization.Adam>("""{"Adam": 0.01}""").LearningRate.At(0));

    [Theory]
    [InlineData("LinearRegression")]
    [InlineData("LogisticRegression")]
    [InlineData("PAClassifier")]
    public void Create_RefusesANumberWhereNoParameterIsTheFirst(string name)
    {
        var error = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create($$"""{"{{name}}": 7}"""));

        Assert.Contains($"not an object with parameters of {name}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TakesTwoNamesForAPipeline() =>
        Assert.IsType<ClassifierPipeline>(ComponentCatalog.BuiltIn.Create("""["StandardScaler", "LogisticRegression"]"""));

    [Fact]
    public void Create_RefusesAModelBeforeTheLastStep()
    {
        var error = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create("""["LogisticRegression", "StandardScaler"]"""));

        Assert.Equal("$[0]", error.Path);
    }

    [Fact]
    public void Create_RefusesAStepThatIsNoModel()
    {
        var error = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create("""["StandardScaler", "SGD"]"""));

        Assert.Equal("$[1]", error.Path);
    }

    [Fact]
    public void Create_PassesOptionsToNestedPipelines()
    {
        var union = ComponentCatalog.BuiltIn.Create<RegressorPipeline>(
            """[{"TransformerUnion": [["StandardScaler", "MinMaxScaler"], "StandardScaler"]}, "LinearRegression"]""",
            new SpecOptions { LearnDuringPredict = true });

        Assert.True(union.LearnDuringPredict);
        var parts = Assert.IsType<TransformerUnion>(union.Transformers[0]).Transformers;
        Assert.True(Assert.IsType<TransformerPipeline>(parts[0]).LearnDuringPredict);
        Assert.IsType<StandardScaler>(parts[1]);
    }

    [Fact]
    public void Create_NamesThePlaceOfANestedMistake()
    {
        var error = Assert.Throws<SpecException>(() =>
            ComponentCatalog.BuiltIn.Create("""[{"StandardScaler": {}}, {"LogisticRegression": {"optimizer": {"SGD": {"lr": "fast"}}}}]"""));

        Assert.Equal("$[1].LogisticRegression.optimizer.SGD.lr.fast", error.Path);
    }

    [Fact]
    public void ToSpec_RefusesCode() => Assert.Throws<InvalidOperationException>(() =>
        ComponentCatalog.BuiltIn.ToSpec(new FuncTransformer((_, _) => { }) | new LinearRegression()));

    [Fact]
    public void Describe_ShowsStepsAndDumpsOfTheirParts()
    {
        var description = ComponentCatalog.BuiltIn.Describe(new StandardScaler() | new LinearRegression());

        Assert.Equal(["StandardScaler", "LinearRegression"], Keys(description));
        Assert.Equal("""{"with_std":true}""", description.GetProperty("StandardScaler").GetRawText());
        Assert.Equal("""["SGD",{"lr":["Constant",{"learning_rate":0.01}]}]""", description.GetProperty("LinearRegression").GetProperty("optimizer").GetRawText());
        Assert.Equal("""["Squared"]""", description.GetProperty("LinearRegression").GetProperty("loss").GetRawText());
    }

    [Fact]
    public void Describe_NumbersStepsOfTheSameClass_AndCreateUnderstandsIt()
    {
        var model = new StandardScaler() | (ITransformer)new StandardScaler() | new LinearRegression();

        var description = ComponentCatalog.BuiltIn.Describe(model);

        Assert.Equal(["StandardScaler", "StandardScaler1", "LinearRegression"], Keys(description));
        Assert.Equal(ComponentCatalog.BuiltIn.ToSpec(model), ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create(description)));
    }

    [Fact]
    public void Describe_OfASingleModelIsItsParameters() => Assert.Equal(
        ["n_clusters", "halflife", "mu", "sigma", "p", "seed"],
        Keys(ComponentCatalog.BuiltIn.Describe(new OnlineMl.Clustering.KMeans())));

    private static IEnumerable<string> Keys(JsonElement description) => description.EnumerateObject().Select(property => property.Name);
}
