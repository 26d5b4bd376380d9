using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class ElementaryTests
{
    [Fact]
    public void Exp_AgreesWithTheRuntimeLibraryToTheLastDigits()
    {
        for (var x = -700.0; x <= 700; x += 0.0937)
        {
            var expected = Math.Exp(x);
            Assert.True(Math.Abs(Elementary.Exp(x) - expected) <= 5e-16 * expected, $"e^{x}");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-800, 0)]
    [InlineData(800, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Exp_HandlesTheEdges(double x, double expected) => Assert.Equal(expected, Elementary.Exp(x));

    [Theory]
    [InlineData(-30.001, 0)]
    [InlineData(0, 0.5)]
    [InlineData(30.001, 1)]
    public void Sigmoid_IsCutAtThirty(double x, double expected) => Assert.Equal(expected, Elementary.Sigmoid(x));
}
