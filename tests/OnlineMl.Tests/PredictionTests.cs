namespace OnlineMl.Tests;

public class PredictionTests
{
    [Fact]
    public void AsText_ItIsItsJson()
    {
        var prediction = new Prediction();
        Assert.Equal("null", prediction.ToString());
        prediction.SetNumber(ModelTask.Regression, 12.5);
        Assert.Equal("12.5", prediction.ToString());
        prediction.Clear();
        prediction.Probabilities.Add("ham", 0.75);
        prediction.Probabilities.Add("spam", 0.25);
        prediction.SetProbabilities(ModelTask.Classification);
        Assert.Equal("{\"ham\":0.75,\"spam\":0.25}", prediction.ToString());
        prediction.SetLabel(ModelTask.Classification, "spam");
        Assert.Equal("\"spam\"", prediction.ToString());
    }
}
