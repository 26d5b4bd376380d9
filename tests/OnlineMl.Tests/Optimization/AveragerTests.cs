using OnlineMl.Optimization;

namespace OnlineMl.Tests.Optimization;

public class AveragerTests
{
    [Fact]
    public void AverageOf_IsTheMeanOverAllSteps()
    {
        var optimizer = new Averager(new Sgd { LearningRate = 1 }) { Start = 1 };
        var weights = new WeightVector(optimizer);
        weights.Admit([0, 1]);
        weights.Descend(optimizer, [0], [1], gradient: -1, l2: 0); // weights 1, 0: before the start
        weights.Descend(optimizer, [0], [1], gradient: -1, l2: 0); // weights 2, 0
        weights.Descend(optimizer, [1], [1], gradient: -3, l2: 0); // weights 2, 3
        weights.Descend(optimizer, [0], [1], gradient: -2, l2: 0); // weights 4, 3
        Assert.Equal((2 + 2 + 4) / 3.0, optimizer.AverageOf(weights, 0), 1e-12);
        Assert.Equal((0 + 3 + 3) / 3.0, optimizer.AverageOf(weights, 1), 1e-12);
    }
}
