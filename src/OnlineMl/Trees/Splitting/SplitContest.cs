using OnlineMl.Features;

namespace OnlineMl.Trees.Splitting;

/// <summary>The best and the second best of the splits that the features of a leaf propose.</summary>
/// <remarks>Features of equal merit stand in the order of their names. River's rule: the one that came last is the better one.</remarks>
internal struct SplitContest(FeatureSpace space, bool riverRules)
{
    private int _bestFeature = -1;

    public SplitCandidate Best { get; private set; } = new();

    public SplitCandidate Second { get; private set; } = new();

    public void Enter(in SplitCandidate split, int feature)
    {
        if (split.Merit > Best.Merit || (split.Merit == Best.Merit && WinsTie(feature)))
        {
            (Second, Best, _bestFeature) = (Best, split, feature);
        }
        else if (split.Merit > Second.Merit)
        {
            Second = split;
        }
    }

    private readonly bool WinsTie(int feature) =>
        riverRules || (_bestFeature >= 0 && string.CompareOrdinal(space.NameOf(feature), space.NameOf(_bestFeature)) < 0);
}
