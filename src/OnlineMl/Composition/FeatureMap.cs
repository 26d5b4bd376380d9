using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Copies features from vectors of one space to vectors of another, by name once and by id from then on.</summary>
/// <param name="rename">Gives the name in the target space; null to keep names.</param>
internal sealed class FeatureMap(Func<string, string>? rename = null)
{
    private object? _source;
    private object? _target;
    private bool _sameIds;
    private int[] _ids = [];

    /// <summary>Adds the features that the output does not list yet.</summary>
    public void Append(FeatureVector x, FeatureVector output)
    {
        if (!ReferenceEquals(_source, x.Space.Identity) || !ReferenceEquals(_target, output.Space.Identity))
        {
            _source = x.Space.Identity;
            _target = output.Space.Identity;
            _sameIds = rename is null && (ReferenceEquals(_source, _target) ||
                (x.Space.HashBits > 0 && x.Space.HashBits == output.Space.HashBits));
            _ids = [];
        }

        if (output.Count == 0 && _sameIds && ReferenceEquals(_source, _target))
        {
            output.CopyFrom(x);
            return;
        }

        // A hashed vector may list an id twice, so that only what other parts added counts as present.
        var present = output.Count;
        var mayClash = present > 0 || rename is not null;
        for (var position = 0; position < x.Count; position++)
        {
            var id = TargetId(x, position, output);
            if (mayClash && (output.Space.HashBits > 0 ? output.Ids[..present].Contains(id) : output.IndexOf(id) >= 0))
            {
                continue;
            }

            output.AddNamed(id, x, position);
        }
    }

    private int TargetId(FeatureVector x, int position, FeatureVector output)
    {
        var id = x.Ids[position];
        if (id >= FeatureSpace.FirstStranger)
        {
            return output.Resolve(TargetName(x, position).AsSpan());
        }

        if (_sameIds)
        {
            return id;
        }

        if (id < _ids.Length && _ids[id] > 0)
        {
            return _ids[id] - 1;
        }

        var target = output.Resolve(TargetName(x, position).AsSpan());
        if (target < FeatureSpace.FirstStranger)
        {
            FeatureArray.Grow(ref _ids, Math.Max(id + 1, x.Space.Count));
            _ids[id] = target + 1;
        }

        return target;
    }

    private string TargetName(FeatureVector x, int position)
    {
        var name = x.NameAt(position);
        return rename is null ? name : rename(name);
    }
}
