using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Statistics;

namespace OnlineMl.Tests.Catalog;

public sealed class ComponentCatalogTests
{
    public static TheoryData<string> Defaults =>
        [.. ComponentCatalog.BuiltIn.Components.Where(component => component is { CanBeDefault: true, IsCodeOnly: false }).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(Defaults))]
    public void ToSpec_OfTheModelOfASpec_IsTheSameSpec(string type)
    {
        var descriptor = ComponentCatalog.BuiltIn.Components.Single(component => string.Equals(component.Type.FullName, type, StringComparison.Ordinal));
        var spec = ComponentCatalog.BuiltIn.ToSpec(descriptor.Create([]));

        var again = ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create(spec));

        Assert.Equal(spec, again);
    }

    [Fact]
    public void Create_TakesEveryFormOfAComponent()
    {
        foreach (var spec in new[] { "\"Var\"", "{\"Var\": {}}", "{\"Var\": null}", "[\"Var\"]", "[\"Var\", {\"ddof\": 1}]", "{\"Var\": {\"ddof\": 1.0}}" })
        {
            Assert.Equal("{\"Var\":{\"ddof\":1}}", ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create(spec)));
        }
    }

    [Theory]
    [InlineData("\"Vra\"", "$.Vra", "there is no component 'Vra'. Did you mean 'Var'?")]
    [InlineData("{\"Var\": {\"dof\": 1}}", "$.Var.dof", "Var has no parameter 'dof'. Did you mean 'ddof'?")]
    [InlineData("{\"Var\": {\"ddof\": \"one\"}}", "$.Var.ddof", "\"one\" is not a whole number.")]
    [InlineData("{\"Var\": {\"ddof\": 1.5}}", "$.Var.ddof", "1.5 is not a whole number.")]
    [InlineData("{\"Quantile\": {\"q\": 2}}", "$.Quantile.q", "q is 2 but must lie in (0, 1).")]
    [InlineData("{\"Var\": {\"ddof\": 1, \"ddof\": 0}}", "$.Var.ddof", "the key is given twice.")]
    [InlineData("{\"Rolling\": {\"obj\": \"Mean\"}}", "$.Rolling", "Rolling needs the parameter 'window_size'.")]
    [InlineData("[]", "$", "an empty array names no component.")]
    [InlineData("{}", "$", "an empty object names no component.")]
    [InlineData("7", "$", "7 is not a component.")]
    public void Create_RefusesMistakesWithTheirPlace(string spec, string path, string problem)
    {
        var error = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec));

        Assert.Equal((path, problem), (error.Path, error.Problem));
    }

    [Fact]
    public void Create_RefusesAComponentOfAnotherTask()
    {
        var error = Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create<IClassifier>("\"Var\""));

        Assert.Equal("$.Var", error.Path);
    }

    [Theory]
    [InlineData("{\"Var\": {}, }")]
    [InlineData("/* a */ \"Var\"")]
    [InlineData("{")]
    public void Create_RefusesWhatIsNotJson(string spec) => Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec));

    [Fact]
    public void Create_RefusesTooDeepNesting()
    {
        var spec = JsonSerializer.SerializeToElement("Var");
        for (var i = 0; i < 60; i++)
        {
            spec = JsonSerializer.SerializeToElement(new[] { spec });
        }

        Assert.IsType<Var>(ComponentCatalog.BuiltIn.Create(spec));
        for (var i = 0; i < 10; i++)
        {
            spec = JsonDocument.Parse($"[{spec.GetRawText()}]", new JsonDocumentOptions { MaxDepth = 200 }).RootElement;
        }

        Assert.Contains("deeper", Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create(spec)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MinMaxScaler", "transformer")]
    [InlineData("MacroF1", "classification_metric")]
    public void Tasks_AreWhatAComponentDoesNotWhatItSharesWithOthers(string name, string task)
    {
        var component = Assert.Single(ComponentCatalog.BuiltIn.Named(name));
        Assert.Contains(task, component.Tasks);
        Assert.All(component.Tasks, known => Assert.DoesNotContain("scaler", known, StringComparison.Ordinal));
        Assert.DoesNotContain("confusion_matrix_metric", component.Tasks);
    }
}
