using OnlineMl.State;

namespace OnlineMl.Trees.Observers;

/// <summary>What a leaf knows of one feature.</summary>
internal abstract class FeatureObserver : IStateful
{
    private int _feature = -1;

    /// <summary>The id of the feature.</summary>
    public int Feature
    {
        get => _feature;
        init => _feature = value;
    }

    public virtual long Size => 64;

    /// <summary>Whether text values mean something.</summary>
    public virtual bool IsNominal => false;

    void IStateful.Describe(StateArchive state)
    {
        state.Field("feature", ref _feature);
        Describe(state);
    }

    protected abstract void Describe(StateArchive state);
}
