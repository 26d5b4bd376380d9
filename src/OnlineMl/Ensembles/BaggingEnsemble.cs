using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Copies of a model, each of which learns every example a random number of times.</summary>
public abstract class BaggingEnsemble : IStateful
{
    private protected BaggingEnsemble()
    {
    }

    /// <summary>How many copies there are. Range [1, 10000], default 10.</summary>
    public int NModels { get; init => field = Require.Between(value, 1, 10000); } = 10;

    /// <summary>The seed of the draws. Any whole number or null, which means 0. Default null.</summary>
    public int? Seed { get; init; }

    private protected abstract IStateful Prototype { get; }

    private protected abstract IStateful Copies { get; }

    void IStateful.Describe(StateArchive state) => Describe(state);

    private protected double EstimateBytes(int classes) => NModels * (Prototype is ITakesEveryExample ? 1.0 : 2.0) * ComponentSize.Of(Prototype, classes);

    private protected virtual void Describe(StateArchive state) => state.Child("bag", Copies);
}
