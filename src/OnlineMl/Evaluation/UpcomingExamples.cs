using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>The examples of a reader one by one, with some of those behind each.</summary>
/// <param name="data">The examples.</param>
/// <param name="count">How many are known at once; at least 1.</param>
/// <param name="space">The names of their features. A space apart, where several are known while a model learns: names that were new to them
/// would not be to it any more.</param>
internal sealed class UpcomingExamples(IExampleReader data, int count, FeatureSpace space)
{
    private readonly List<(FeatureVector X, Target Y, double Weight)> _examples = [];
    private FeatureVector? _free;
    private bool _isOver;

    /// <summary>The example at hand.</summary>
    public (FeatureVector X, Target Y, double Weight) Current => _examples[0];

    /// <summary>The features of the example at hand and of those behind it; fewer at the end.</summary>
    public IReadOnlyList<FeatureVector> Steps => _examples.ConvertAll(example => example.X);

    /// <summary>Goes on to the next example.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryAdvance()
    {
        if (_examples.Count > 0)
        {
            _free = _examples[0].X;
            _examples.RemoveAt(0);
        }

        while (_examples.Count < count && !_isOver)
        {
            var x = _free ?? new FeatureVector(space, keepsStrangers: true);
            _free = null;
            _isOver = !data.TryRead(x, out var y);
            if (!_isOver)
            {
                _examples.Add((x, y, data.Weight));
            }
        }

        return _examples.Count > 0;
    }
}
