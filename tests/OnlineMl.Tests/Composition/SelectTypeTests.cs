using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Preprocessing;

namespace OnlineMl.Tests.Composition;

public sealed class SelectTypeTests
{
    [Fact]
    public void Example()
    {
        var model = new Model((new SelectType(FeatureType.Number) | new StandardScaler()) + (new SelectType(FeatureType.Text) | new OneHotEncoder()) | new LogisticRegression());
        for (var i = 0; i < 200; i++)
        {
            model.Learn(new FeatureVector { ["age"] = i % 7, ["country"] = i % 2 == 0 ? "FR" : "DE" }, i % 2 == 0);
        }

        Assert.InRange(model.Predict(new FeatureVector { ["age"] = 3, ["country"] = "FR" }).Probabilities[true], 0.55, 1);
        Assert.InRange(model.Predict(new FeatureVector { ["age"] = 3, ["country"] = "DE" }).Probabilities[true], 0, 0.45);
    }

    [Theory]
    [InlineData(FeatureType.Number, "a b")]
    [InlineData(FeatureType.Text, "t")]
    public void Transform_LetsOneTypeThrough(FeatureType type, string expected)
    {
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true) { ["a"] = 1, ["t"] = "x", ["b"] = true };
        Assert.Equal(expected, string.Join(' ', new SelectType(type).Transformed(x).Keys));
    }
}
