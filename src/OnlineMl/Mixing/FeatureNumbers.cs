using OnlineMl.Features;

namespace OnlineMl.Mixing;

/// <summary>What the features and texts of one space are called in another one.</summary>
internal sealed class FeatureNumbers
{
    private readonly int[]? _ids;
    private readonly int[]? _texts;

    private FeatureNumbers(int[]? ids, int[]? texts) => (_ids, _texts) = (ids, texts);

    /// <summary>The same numbers.</summary>
    public static FeatureNumbers Same { get; } = new(null, null);

    /// <summary>The numbers of a space in another one, to which the names and texts that it lacks are added.</summary>
    public static FeatureNumbers Of(FeatureSpace theirs, FeatureSpace mine)
    {
        var ids = mine.HashBits > 0 ? null : new int[theirs.Count];
        for (var id = 0; id < ids?.Length; id++)
        {
            ids[id] = mine.GetOrAdd(theirs.Utf8NameOf(id));
        }

        var texts = new int[theirs.ValueCount];
        for (var code = 0; code < texts.Length; code++)
        {
            texts[code] = mine.GetOrAddValue(theirs.ValueOf(code));
        }

        return new FeatureNumbers(ids, texts);
    }

    public int IdOf(int id) => _ids is null ? id : _ids[id];

    public int TextOf(int code) => _texts is null ? code : _texts[code];
}
