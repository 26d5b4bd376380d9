using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>The ids of a fixed list of names, looked up once per feature space.</summary>
internal sealed class FeatureIds(IReadOnlyList<string> names)
{
    private readonly int[] _ids = new int[names.Count];
    private object? _space;

    public ReadOnlySpan<int> For(FeatureVector x)
    {
        if (!ReferenceEquals(_space, x.Space.Identity))
        {
            // Ids of names that the space does not know are the vector's own and must be asked for each time.
            var known = true;
            for (var i = 0; i < _ids.Length; i++)
            {
                _ids[i] = x.Resolve(names[i].AsSpan());
                known &= _ids[i] < FeatureSpace.FirstStranger;
            }

            _space = known ? x.Space.Identity : null;
        }

        return _ids;
    }
}
