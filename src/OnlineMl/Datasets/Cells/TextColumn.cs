using OnlineMl.Features;

namespace OnlineMl.Datasets.Cells;

/// <summary>A column of texts that hardly come again.</summary>
internal sealed class TextColumn(string name, MissingMarkers missing) : FeatureColumn(name)
{
    public override void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line)
    {
        if (!missing.Match(cell))
        {
            x.AddUtf8(ids[0], cell);
        }
    }
}
