using OnlineMl.Optimization;

namespace OnlineMl.Tests.Optimization;

public class CrossEntropyLossTests
{
    // Figures of river 0.8.0.
    [Fact]
    public void ClassWeights_ScaleLossAndGradient()
    {
        var loss = new CrossEntropyLoss { ClassWeight = new Dictionary<string, double>(StringComparer.Ordinal) { ["cat"] = 2, ["dog"] = 0.5 } };
        Label[] classes = ["cat", "dog", "bird", "fish"];
        double[] probabilities = [0.124169, 0.042904, 0.656934, 0.175992];
        var gradients = new double[4];
        Assert.Equal(1.5743951086507566, loss.Value(classes, probabilities, 1), 1e-12);
        loss.Gradient(classes, probabilities, 1, gradients);
        Assert.Equal([0.248338, -0.478548, 0.656934, 0.175992], gradients.Select(gradient => Math.Round(gradient, 12)));
    }
}
