using OnlineMl.Features;
using OnlineMl.Randomness;

namespace OnlineMl.Optimization;

/// <summary>Starts the weights of features that are learned for the first time, and takes that back.</summary>
/// <param name="initializer">Where weights start.</param>
/// <param name="slot">The number beside a weight that tells whether it was started: a feature that another example brought in must weigh 0
/// until it is learned itself.</param>
internal sealed class WeightStart(IInitializer initializer, int slot)
{
    private readonly List<int> _started = [];

    public void Mark() => _started.Clear();

    public void Start(WeightVector weights, ReadOnlySpan<int> ids, FeatureSpace? space)
    {
        foreach (var id in ids)
        {
            var numbers = weights.Of(id);
            if (numbers[slot] == 0)
            {
                numbers[slot] = 1;
                numbers[0] = initializer.StartOf(new NamedRandom(initializer.Seed, space, id));
                _started.Add(id);
            }
        }
    }

    /// <summary>Takes back what was started since <see cref="Mark"/>.</summary>
    public void TakeBack(WeightVector weights)
    {
        foreach (var id in _started)
        {
            weights.Of(id).Clear();
        }
    }
}
