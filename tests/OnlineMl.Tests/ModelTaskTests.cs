using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Linear;
using OnlineMl.Metrics;
using OnlineMl.Preprocessing;
using OnlineMl.State;

namespace OnlineMl.Tests;

public class ModelTaskTests
{
    public static TheoryData<string> Names => [.. ModelTask.All.Select(task => task.Name)];

    [Fact]
    public void All_HasEveryTaskOnce()
    {
        var named = typeof(ModelTask).GetProperties().Where(property => property.PropertyType == typeof(ModelTask)).Select(property => property.GetValue(null));
        Assert.Equal(named, ModelTask.All);
        Assert.Equal(ModelTask.All.Count, ModelTask.All.Select(task => task.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ModelTask.All.Count, ModelTask.All.Select(task => task.ModelType).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void UsualMetrics_AreInTheCatalogAndMeasureTheTask(string name)
    {
        var task = ModelTask.All.Single(task => task.Name == name);
        Assert.All(task.UsualMetrics, metric => Assert.True(task.IsMeasuredBy(ComponentCatalog.BuiltIn.Create<IMetric>($"\"{metric}\""))));
    }

    [Fact]
    public void TryOf_TellsEveryModelOfTheCatalog_AndNoPart()
    {
        foreach (var descriptor in ComponentCatalog.BuiltIn.Components.Where(component => component.Parameters.All(parameter => !parameter.IsRequired)))
        {
            var component = ComponentCatalog.BuiltIn.Create($"\"{descriptor.Name}\"");
            var task = ModelTask.TryOf(component);
            Assert.Equal(ModelTask.All.Any(task => task.ModelType.IsInstanceOfType(component)), task is not null);
            Assert.True(task is null || task.ModelType.IsInstanceOfType(component));
        }

        Assert.Null(ModelTask.TryOf(new StandardScaler()));
        Assert.Null(ModelTask.TryOf(new StandardScaler() | new MinMaxScaler()));
        Assert.Null(ModelTask.TryOf("no model"));
    }

    [Fact]
    public void TryOf_SeesThroughNestedPipelines()
    {
        var nested = Pipeline.Of([new StandardScaler()], new MinMaxScaler() | new LogisticRegression());
        Assert.Same(ModelTask.BinaryClassification, ModelTask.TryOf(nested));
    }

    [Theory]
    [InlineData("\"LinearRegression\"")]
    [InlineData("\"LogisticRegression\"")]
    [InlineData("\"GaussianNB\"")]
    [InlineData("\"KMeans\"")]
    [InlineData("\"HalfSpaceTrees\"")]
    public void Pipeline_IsAModelOfTheTaskOfItsLastStep(string last)
    {
        var alone = Model.FromSpec(last);
        var behind = Model.FromSpec($"[\"StandardScaler\", {last}]");
        Assert.Same(alone.Task, behind.Task);
        Assert.IsType(alone.Task.PipelineType, behind.Component);
        Assert.IsType(alone.Task.PipelineType, Untrained.CopyOf<IStateful>(behind.Component));
    }

    [Fact]
    public void Evaluation_RefusesAMetricOfAnotherTask()
    {
        var exception = Assert.Throws<ArgumentException>(() =>
            new OnlineMl.Evaluation.ProgressiveValidation().Run(Model.FromSpec("\"LinearRegression\""), new OnlineMl.Datasets.Iris(), new MetricSet(new Accuracy())));
        Assert.Contains("Accuracy does not measure regression", exception.Message);
    }
}
