using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Tells the features with given names from the others, by name once and by id from then on.</summary>
internal sealed class NameFilter(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);
    private object? _identity;
    private FeatureSpace _space = null!;
    private int _known;
    private bool[] _listed = [];

    /// <summary>Adds the features whose name is listed, or those whose name is not.</summary>
    public void Copy(FeatureVector x, FeatureVector output, bool listed)
    {
        if (!ReferenceEquals(_identity, x.Space.Identity))
        {
            _identity = x.Space.Identity;
            _space = x.Space;
            _known = 0;
            _listed = [];
            LookUpHashed();
        }

        if (_space.HashBits == 0 && _known < _space.Count)
        {
            LookUp(_space.Count);
        }

        var ids = x.Ids;
        for (var position = 0; position < ids.Length; position++)
        {
            var id = ids[position];
            if (((uint)id < (uint)_listed.Length ? _listed[id] : id >= FeatureSpace.FirstStranger && _names.Contains(x.NameAt(position))) == listed)
            {
                output.AddFrom(x, position);
            }
        }
    }

    private void LookUp(int count)
    {
        FeatureArray.Grow(ref _listed, count);
        for (var id = _known; id < count; id++)
        {
            _listed[id] = _names.Contains(_space.NameOf(id));
        }

        _known = count;
    }

    private void LookUpHashed()
    {
        if (_space.HashBits == 0)
        {
            return;
        }

        foreach (var name in _names)
        {
            var id = _space.Find(name.AsSpan());
            FeatureArray.Grow(ref _listed, id + 1);
            _listed[id] = true;
        }
    }
}
