using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Examples that were learned since a mark, to be learned once more by a twin.</summary>
internal sealed class NotedExamples
{
    private readonly List<FeatureVector> _copies = [];
    private readonly List<(Target? Y, double Weight)> _targets = [];

    public int Count => _targets.Count;

    public (FeatureVector X, Target? Y, double Weight) this[int index] => (_copies[index], _targets[index].Y, _targets[index].Weight);

    public void Clear() => _targets.Clear();

    public void Add(FeatureVector x, in Target? y, double weight)
    {
        var index = _targets.Count;
        if (index == _copies.Count)
        {
            _copies.Add(new FeatureVector(x.Space, keepsStrangers: true));
        }
        else if (!ReferenceEquals(_copies[index].Space, x.Space))
        {
            _copies[index] = new FeatureVector(x.Space, keepsStrangers: true);
        }

        _copies[index].CopyFrom(x);
        _copies[index].Time = x.Time;
        _targets.Add((y, weight));
    }
}
