using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests.Contracts.Examples;

public class ModelPredictionTests
{
    [Fact]
    public void Number_IsRead_AlsoOneThatJsonLacks()
    {
        Assert.Equal(2.5, Read("2.5").Number);
        Assert.Equal(double.NegativeInfinity, Read("\"-inf\"").Number);
        Assert.Throws<InvalidOperationException>(() => Read("\"red\"").Number);
        Assert.Throws<InvalidOperationException>(() => Read("{}").Number);
    }

    [Fact]
    public void Probabilities_GiveTheMostProbableLabel()
    {
        var prediction = Read("""{"false": 0.25, "true": 0.75}""");

        Assert.Equal("true", prediction.Label);
        Assert.True(prediction.LabelAs<bool>());
        Assert.Equal(0.25, prediction.ProbabilityOf(false));
        Assert.Equal(0, prediction.ProbabilityOf("maybe"));
        Assert.Equal(0.5, Read("""{"1": 0.5, "2": 0.1}""").ProbabilityOf(1));
    }

    [Fact]
    public void ProbabilityOfALabel_IsItsProbabilityInAnySpelling()
    {
        Assert.Equal(0.75, Read("""{"0": 0.25, "1": 0.75}""").ProbabilityOf(true));
        Assert.Equal(0.25, Read("""{"0": 0.25, "1": 0.75}""").ProbabilityOf(false));
        Assert.Equal(0.75, Read("""{"false": 0.25, "true": 0.75}""").ProbabilityOf(1));
        Assert.Equal(0.25, Read("""{"false": 0.25, "true": 0.75}""").ProbabilityOf(0.0));
        Assert.Equal(0, Read("""{"false": 0.25, "true": 0.75}""").ProbabilityOf(2));
        Assert.Equal(0.75, Read("""{"false": 0.25, "true": 0.75}""").ProbabilityOf("1"));
        Assert.Equal(0.75, Read("""{"False": 0.25, "True": 0.75}""").ProbabilityOf(true));
        Assert.Equal(0.75, Read("""{"-1": 0.25, "1.0": 0.75}""").ProbabilityOf(1));
        Assert.Equal(0, Read("""{"v.0": 0.25, "1.5": 0.75}""").ProbabilityOf("v"));
    }

    [Fact]
    public void Label_IsReadInTheTypeInWhichItWasLearned()
    {
        Assert.Equal("red", Read("\"red\"").Label);
        Assert.Equal(3, Read("3").LabelAs<int>());
        Assert.Equal("true", Read("true").Label);
        Assert.Equal(1, Read("\"True\"").LabelAs<int>());
        Assert.True(Read("1").LabelAs<bool>());
        Assert.False(Read("\"0.0\"").LabelAs<bool>());
        Assert.Equal("True", Read("\"True\"").LabelAs<string>());
        Assert.Throws<InvalidOperationException>(() => Read("2").LabelAs<bool>());
        var fault = Assert.Throws<InvalidOperationException>(() => Read("\"red\"").LabelAs<int>());
        Assert.Equal("The prediction \"red\" is not a label of the type Int32.", fault.Message);
    }

    [Fact]
    public void ModelThatHasSeenNoLabel_GivesNone()
    {
        Assert.Null(Read("{}").Label);
        Assert.Empty(Read("{}").Probabilities);
        Assert.Null(Read("null").Label);
        Assert.Throws<InvalidOperationException>(() => Read("null").LabelAs<bool>());
    }

    [Fact]
    public void Cluster_IsAWholeNumber()
    {
        Assert.Equal(2, Read("2").Cluster);
        Assert.Throws<InvalidOperationException>(() => Read("2.5").Cluster);
        Assert.Throws<InvalidOperationException>(() => Read("2").Probabilities);
    }

    private static ModelPrediction Read(string json) => new(new PredictResponse("m", JsonElement.Parse(json), "id"));
}
