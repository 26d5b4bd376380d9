using System.Text;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Predictions;

/// <summary>Predictions of copies as bytes.</summary>
public class CarriedPredictionTests
{
    [Theory]
    [InlineData("""{"x": 1, "y": [2, {"z": "]"}]}""", "2.5")]
    [InlineData("""[{"time": "2026-01-01T00:00:00Z"},{"x": 1}]""", """{"a":0.25,"b":0.75}""")]
    [InlineData("{}", "null")]
    public void APrediction_ComesBackAsItWas(string example, string inFull)
    {
        var read = CarriedPrediction.Read(new CarriedPrediction(-3, Encoding.UTF8.GetBytes(example), Encoding.UTF8.GetBytes(inFull)).Write());
        Assert.Equal((-3, example, inFull), (read.Made, Encoding.UTF8.GetString(read.Example), Encoding.UTF8.GetString(read.InFull)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1.5,{},2]")]
    [InlineData("""["1",{},2]""")]
    [InlineData("[1,{}")]
    public void AnythingElse_IsRefused(string bytes) =>
        Assert.Throws<StateFormatException>(() => CarriedPrediction.Read(Encoding.UTF8.GetBytes(bytes)));
}
