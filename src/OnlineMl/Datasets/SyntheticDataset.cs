using System.Globalization;
using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>An endless stream of numbers drawn from a seeded generator: the same seed gives the same examples.</summary>
public abstract class SyntheticDataset : IDataset
{
    private protected SyntheticDataset(DatasetTask task) => Task = task;

    /// <summary>Writes the next example's features and returns its target.</summary>
    private protected delegate Target ExampleMaker(Span<double> features);

    /// <inheritdoc/>
    public string Name => GetType().Name;

    /// <inheritdoc/>
    public DatasetTask Task { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public IExampleReader Open() => new Reader(FeatureNames, Start());

    private protected abstract ExampleMaker Start();

    private protected static string[] Numbered(int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = i.ToString(CultureInfo.InvariantCulture);
        }

        return names;
    }

    private sealed class Reader(IReadOnlyList<string> names, ExampleMaker make) : IExampleReader
    {
        private readonly FeatureIds _ids = new(names);
        private readonly double[] _values = new double[names.Count];

        public bool HasFixedFeatures => true;

        public bool TryRead(FeatureVector x, out Target target)
        {
            ArgumentNullException.ThrowIfNull(x);
            target = make(_values);
            x.Clear();
            var ids = _ids.For(x);
            for (var i = 0; i < ids.Length; i++)
            {
                x.Add(ids[i], _values[i]);
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
