using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class SoftmaxTests
{
    [Fact]
    public void Normalize_GivesEachItsShare_HoweverManyThereAre()
    {
        for (var count = 0; count <= 9; count++)
        {
            var scores = Enumerable.Range(0, count).Select(i => i == 6 ? -2000 : (1.3 * i) - (i % 4 * 7)).ToArray();
            var most = scores.Append(double.NegativeInfinity).Max();
            var exponentials = scores.Select(score => Elementary.Exp(score - most)).ToArray();
            var sum = exponentials.Aggregate(0.0, (sum, exponential) => sum + exponential);

            Softmax.Normalize(scores);

            Assert.Equal(exponentials.Select(exponential => exponential / sum), scores);
        }
    }
}
