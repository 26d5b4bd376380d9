using OnlineMl.Features;

namespace OnlineMl.Datasets.Cells;

/// <summary>A column of texts that come again.</summary>
internal sealed class CategoryColumn(string name, MissingMarkers missing) : FeatureColumn(name)
{
    private readonly TextCache _texts = new(4096);

    public override void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line)
    {
        if (!missing.Match(cell))
        {
            x.Add(ids[0], _texts.TextOf(cell));
        }
    }
}
