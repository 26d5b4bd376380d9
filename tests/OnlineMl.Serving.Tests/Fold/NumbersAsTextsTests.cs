using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public class NumbersAsTextsTests
{
    [Fact]
    public void LookAt_FindsTheFirstTextThatSaysANumber_AndTellsOnce()
    {
        var model = Model.FromSpec("\"LinearRegression\"");
        var found = new List<string>();
        var numbers = new NumbersAsTexts(model) { Found = found.Add };

        numbers.LookAt(new FeatureVector { ["a"] = 42, ["b"] = "many", ["zip"] = "" });
        Assert.Null(numbers.Feature);
        numbers.LookAt(new FeatureVector { ["a"] = 42, ["b"] = "many", ["c"] = " 4.5e3" });
        numbers.LookAt(new FeatureVector { ["d"] = "7" });

        Assert.Equal("c", numbers.Feature);
        Assert.Equal(["c"], found);
    }

    [Fact]
    public void LookAt_FindsNothingInAModelThatTakesThemAsNumbers()
    {
        var numbers = new NumbersAsTexts(Model.FromSpec("\"LinearRegression\"", new SpecOptions { ParseNumbers = true })) { Found = _ => Assert.Fail("There is nothing to tell.") };
        numbers.LookAt(new FeatureVector { ["a"] = "7" });
        Assert.Null(numbers.Feature);
    }
}
