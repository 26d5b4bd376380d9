using OnlineMl.Features;

namespace OnlineMl;

/// <summary>A model with more weights than caches hold, which can fetch those of an example ahead of its turn.</summary>
internal interface IPrefetches
{
    /// <summary>Starts to fetch what an example will need. Changes nothing.</summary>
    void Prefetch(FeatureVector x);
}
