using OnlineMl.Evaluation;

namespace OnlineMl.Tests.Evaluation;

public sealed class FeatureUseTests
{
    [Theory]
    [InlineData("""["StandardScaler", "LogisticRegression"]""", true, true)]
    [InlineData("""["StandardScaler", "LogisticRegression"]""", false, false)]
    [InlineData("\"LinearRegression\"", true, true)]
    [InlineData("\"LinearRegression\"", false, false)]
    [InlineData("\"GaussianNB\"", true, false)]
    [InlineData("\"HoeffdingTreeClassifier\"", true, false)]
    [InlineData("\"HoeffdingTreeRegressor\"", true, false)]
    [InlineData("""["OneHotEncoder", "LogisticRegression"]""", true, false)]
    [InlineData("""["OneHotEncoder", "LogisticRegression"]""", false, true)]
    [InlineData("""[{"Select": ["other"]}, "LinearRegression"]""", false, true)]
    [InlineData("""[{"Select": ["c"]}, "LinearRegression"]""", false, false)]
    [InlineData("""["StandardScaler", "HalfSpaceTrees"]""", true, true)]
    public void IsIgnored_SaysWhetherTheFeatureMakesADifference(string spec, bool isText, bool expected) =>
        Assert.Equal(expected, FeatureUse.IsIgnored(Model.FromSpec(spec), "c", isText));

    [Theory]
    [InlineData("\"KMeans\"")]
    [InlineData("""{"HoltWinters": {"alpha": 0.5}}""")]
    public void IsIgnored_SaysNothingOfWhatCannotBeTried(string spec) => Assert.False(FeatureUse.IsIgnored(Model.FromSpec(spec), "c", isText: true));

    [Theory]
    [InlineData("""["StandardScaler", "LogisticRegression"]""", """[{"TransformerUnion":["StandardScaler","OneHotEncoder"]},"LogisticRegression"]""")]
    [InlineData("\"LinearRegression\"", """[{"TransformerUnion":[{"SelectType":"number"},"OneHotEncoder"]},"LinearRegression"]""")]
    public void ProposeSpec_UsesTexts(string spec, string expected)
    {
        var proposed = FeatureUse.ProposeSpec(spec)!;
        Assert.Equal(expected, proposed);
        Assert.False(FeatureUse.IsIgnored(Model.FromSpec(proposed), "country", isText: true));
        Assert.False(FeatureUse.IsIgnored(Model.FromSpec(proposed), "age", isText: false));
    }
}
