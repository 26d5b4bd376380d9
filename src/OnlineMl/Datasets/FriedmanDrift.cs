using OnlineMl.Numerics;
using OnlineMl.Randomness;

namespace OnlineMl.Datasets;

/// <summary>The Friedman function with drift.</summary>
/// <remarks>Ikonomovska, Gama and Džeroski, "Learning model trees from evolving data streams", Data Mining and Knowledge
/// Discovery 23 (2011). River's <c>FriedmanDrift</c>, with its draws.</remarks>
public sealed class FriedmanDrift : SyntheticDataset
{
    private static readonly string[] Names = Numbered(10);

    private readonly long[] _position;

    /// <summary>A stream of regression examples.</summary>
    /// <param name="driftType">How the target changes.</param>
    /// <param name="position">The numbers of the examples at which it changes, rising: three for <see cref="FriedmanDriftType.Lea"/>,
    /// else two. Null means 50,000, 100,000 and 150,000.</param>
    /// <param name="transitionWindow">For how many examples old and new mix in <see cref="FriedmanDriftType.Gsg"/>; at most the
    /// distance between the changes.</param>
    /// <exception cref="ArgumentException">The positions are not as many as needed or do not rise, or the window is too wide.</exception>
    public FriedmanDrift(FriedmanDriftType driftType = FriedmanDriftType.Lea, IReadOnlyList<long>? position = null, int transitionWindow = 10_000)
        : base(DatasetTask.Regression)
    {
        DriftType = driftType;
        var needed = driftType == FriedmanDriftType.Lea ? 3 : 2;
        _position = position?.ToArray() ?? new long[] { 50_000, 100_000, 150_000 }[..needed];
        if (_position.Length != needed || _position.Zip(_position.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException($"{driftType} needs {needed} rising positions.", nameof(position));
        }

        TransitionWindow = Require.NotNegative(transitionWindow, nameof(transitionWindow));
        if (driftType == FriedmanDriftType.Gsg && transitionWindow > _position[1] - _position[0])
        {
            throw new ArgumentException($"The window of {transitionWindow} is wider than the distance between the changes.", nameof(transitionWindow));
        }
    }

    /// <summary>How the target changes.</summary>
    public FriedmanDriftType DriftType { get; }

    /// <summary>The numbers of the examples at which the target changes.</summary>
    public IReadOnlyList<long> Position => _position;

    /// <summary>For how many examples old and new mix in gradual drift.</summary>
    public int TransitionWindow { get; }

    /// <summary>The seed. Default null, which is 0.</summary>
    public int? Seed { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => Names;

    private protected override ExampleMaker Start()
    {
        var random = new RandomSource(Seed);
        var coin = new RandomSource(Seed);
        var index = 0L;
        return x =>
        {
            foreach (ref var value in x)
            {
                value = random.NextDouble();
            }

            var y = DriftType switch
            {
                FriedmanDriftType.Lea => LocalExpanding(x, index),
                FriedmanDriftType.Gra => GlobalRecurring(x, index),
                FriedmanDriftType.Gsg => GlobalGradual(x, index, coin),
            };
            index++;
            return y + random.NextGauss(0, 1);
        };
    }

    private double LocalExpanding(ReadOnlySpan<double> x, long index)
    {
        if (index >= _position[0])
        {
            var narrow = index < _position[2];
            var narrowest = index < _position[1];
            if (x[1] < 0.3 && x[2] < 0.3 && (!narrow || x[3] > 0.7) && (!narrowest || x[4] < 0.3))
            {
                return (10 * x[0] * x[1]) + (20 * (x[2] - 0.5)) + (10 * x[3]) + (5 * x[4]);
            }

            if (x[1] > 0.7 && x[2] > 0.7 && (!narrow || x[3] < 0.3) && (!narrowest || x[4] > 0.7))
            {
                return (10 * Elementary.Cos(x[0] * x[1])) + (20 * (x[2] - 0.5)) + Elementary.Exp(x[3]) + (5 * x[4] * x[4]);
            }
        }

        return Friedman.Function(x, 0, 1, 2, 3, 4);
    }

    private double GlobalRecurring(ReadOnlySpan<double> x, long index) =>
        index < _position[0] || index >= _position[1] ? Friedman.Function(x, 0, 1, 2, 3, 4) : Friedman.Function(x, 3, 5, 1, 0, 2);

    private double GlobalGradual(ReadOnlySpan<double> x, long index, RandomSource coin)
    {
        var concept = index < _position[0] ? 0 : index < _position[1] ? 1 : 2;
        if (concept > 0 && index < _position[concept - 1] + TransitionWindow && coin.NextBits(1) == 1)
        {
            concept--;
        }

        return concept switch
        {
            0 => Friedman.Function(x, 0, 1, 2, 3, 4),
            1 => Friedman.Function(x, 3, 4, 1, 0, 2),
            _ => Friedman.Function(x, 1, 4, 3, 2, 0),
        };
    }
}
