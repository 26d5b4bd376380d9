using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Copies features from vectors of one space to vectors of another, by name once and by id from then on.</summary>
internal sealed class FeatureMap
{
    private FeatureSpace? _source;
    private FeatureSpace? _target;
    private int[] _ids = [];

    /// <summary>Adds the features that the output does not list yet.</summary>
    public void Append(FeatureVector x, FeatureVector output)
    {
        if (!ReferenceEquals(_source, x.Space) || !ReferenceEquals(_target, output.Space))
        {
            _source = x.Space;
            _target = output.Space;
            _ids = [];
        }

        var mayClash = output.Count > 0;
        for (var position = 0; position < x.Count; position++)
        {
            var id = TargetId(x, position, output);
            if (mayClash && output.IndexOf(id) >= 0)
            {
                continue;
            }

            if (x.TextAt(position) is { } text)
            {
                output.Add(id, text);
            }
            else
            {
                output.Add(id, x.Numbers[position]);
            }
        }
    }

    private int TargetId(FeatureVector x, int position, FeatureVector output)
    {
        var id = x.Ids[position];
        if (id >= FeatureSpace.FirstStranger)
        {
            return output.Resolve(x.NameAt(position).AsSpan());
        }

        if (ReferenceEquals(_source, _target))
        {
            return id;
        }

        if (id < _ids.Length && _ids[id] > 0)
        {
            return _ids[id] - 1;
        }

        var target = output.Resolve(x.NameAt(position).AsSpan());
        if (target < FeatureSpace.FirstStranger)
        {
            if (id >= _ids.Length)
            {
                Array.Resize(ref _ids, Math.Max(8, x.Space.Count * 2));
            }

            _ids[id] = target + 1;
        }

        return target;
    }
}
