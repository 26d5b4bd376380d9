using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Two data sets, of which the second gradually takes the place of the first: example t comes from it with
/// probability 1 / (1 + exp(−4 (t − position) / width)).</summary>
/// <remarks>Bifet, Holmes, Kirkby and Pfahringer, "MOA: massive online analysis", JMLR 11 (2010). River's
/// <c>ConceptDriftStream</c>, with its draws.</remarks>
public sealed class ConceptDriftStream : IDataset
{
    private readonly int _width;

    /// <summary>Joins two data sets.</summary>
    /// <param name="stream">What comes before the change.</param>
    /// <param name="driftStream">What comes after it; it has the same task and as many features.</param>
    /// <param name="position">The number of the example at the middle of the change, from 1. Default 5000.</param>
    /// <param name="width">How many examples the change takes. Range [1, ∞), default 1000.</param>
    /// <param name="seed">The seed of the choice. Default null, which is 0.</param>
    /// <param name="alpha">The angle of the change in degrees, from which the width is computed when it is given. Range (0, 90].</param>
    /// <exception cref="ArgumentException">The data sets do not fit together.</exception>
    public ConceptDriftStream(IDataset stream, IDataset driftStream, int position = 5000, int width = 1000, int? seed = null, double? alpha = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(driftStream);
        if (stream.Task != driftStream.Task || stream.FeatureNames.Count != driftStream.FeatureNames.Count)
        {
            throw new ArgumentException($"{stream.Name} and {driftStream.Name} differ in task or in the number of features.", nameof(driftStream));
        }

        Stream = stream;
        DriftStream = driftStream;
        Position = position;
        Seed = seed;
        _width = Require.Positive(width, nameof(width));
        if (alpha is { } angle)
        {
            if (angle is not (> 0 and <= 90))
            {
                throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must lie in (0, 90].");
            }

            _width = Math.Max(1, (int)(Elementary.Cos(angle * Math.PI / 180) / Elementary.Sin(angle * Math.PI / 180)));
        }
    }

    /// <summary>What comes before the change.</summary>
    public IDataset Stream { get; }

    /// <summary>What comes after the change.</summary>
    public IDataset DriftStream { get; }

    /// <summary>The number of the example at the middle of the change, from 1.</summary>
    public int Position { get; }

    /// <summary>How many examples the change takes.</summary>
    public int Width => _width;

    /// <summary>The seed of the choice.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public string Name => nameof(ConceptDriftStream);

    /// <inheritdoc/>
    public DatasetTask Task => Stream.Task;

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames => Stream.FeatureNames;

    /// <summary>Always null: the stream ends when the data set whose turn it is ends.</summary>
    public long? Count => null;

    /// <inheritdoc/>
    public IExampleReader Open() => new Reader(this);

    private sealed class Reader(ConceptDriftStream owner) : IExampleReader
    {
        private readonly NumPyDraws _random = new(owner.Seed);
        private readonly IExampleReader _before = owner.Stream.Open();
        private readonly IExampleReader _after = owner.DriftStream.Open();
        private long _index;

        // The second data set may bring names of its own once its turn comes.
        public bool HasFixedFeatures =>
            _before.HasFixedFeatures && _after.HasFixedFeatures && owner.FeatureNames.SequenceEqual(owner.DriftStream.FeatureNames, StringComparer.Ordinal);

        public bool TryRead(FeatureVector x, out Target target)
        {
            _index++;
            var drift = 1 / (1 + Elementary.Exp(-4.0 * (_index - owner.Position) / owner.Width));
            return (_random.NextDouble() > drift ? _before : _after).TryRead(x, out target);
        }

        public void Dispose()
        {
            _before.Dispose();
            _after.Dispose();
        }
    }
}
