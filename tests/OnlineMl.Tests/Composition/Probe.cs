using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Composition;

/// <summary>A transformer that passes everything and counts how often it was asked to learn.</summary>
internal sealed class Probe(bool keepsFeatures = true) : ITransformer
{
    public int Learned { get; private set; }

    public bool KeepsFeatures => keepsFeatures;

    public void Learn(FeatureVector x) => Learned++;

    public void Transform(FeatureVector x, FeatureVector output) => output.CopyFrom(x);

    void IStateful.Describe(StateArchive state)
    {
        var learned = Learned;
        state.Field("learned", ref learned);
        Learned = learned;
    }
}
