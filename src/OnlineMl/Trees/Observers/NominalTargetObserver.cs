using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Trees.Observers;

/// <summary>The target for each value of a nominal feature.</summary>
internal sealed class NominalTargetObserver : TargetObserver
{
    private readonly KeyIndex _values = new();
    private TargetMoments[] _targets = [];

    public override bool IsNominal => true;

    public override long Size => base.Size + _values.Size + (_targets.Length * 24L);

    public override void Update(FeatureVector x, int position, double y, double weight)
    {
        var value = _values.GetOrAdd(NominalValue.LearnKeyAt(x, position));
        if (value >= _targets.Length)
        {
            Array.Resize(ref _targets, Math.Max(4, value * 2));
        }

        _targets[value].Update(y, weight);
    }

    public override SplitCandidate Best(VarianceReduction merit, bool binaryOnly, FeatureSpace space)
    {
        var best = new SplitCandidate();
        var keys = Sorted(space);

        // Two values need no branch for each: a binary split separates them.
        if (!binaryOnly && keys.Length > 2)
        {
            var branches = Array.ConvertAll(keys, key => _targets[_values.Find(key)]);
            best = best with { Merit = merit.Of(branches), Test = BranchTest.NominalMultiway };
        }

        foreach (var key in keys)
        {
            var equal = _targets[_values.Find(key)];
            var worth = merit.Of(equal, merit.Before - equal);
            if (worth > best.Merit)
            {
                best = best with { Merit = worth, Test = BranchTest.NominalBinary, Key = key };
            }
        }

        return best;
    }

    public override long[] KeysOf(SplitCandidate split, FeatureSpace space) =>
        split.Test == BranchTest.NominalBinary ? [split.Key] : Sorted(space);

    public override TargetMoments[] Distribute(SplitCandidate split, ReadOnlySpan<long> keys, TargetMoments all)
    {
        var branches = Array.ConvertAll(keys.ToArray(), key => _targets[_values.Find(key)]);
        return split.Test == BranchTest.NominalBinary ? [branches[0], all - branches[0]] : branches;
    }

    protected override void Describe(StateArchive state)
    {
        _values.Describe(state, "values");
        TargetMoments.Describe(state, "targets", ref _targets, _values.Count);
        if (state.IsLoading && _targets.Length != _values.Count)
        {
            throw new StateFormatException("The values of a nominal feature do not fit their targets.");
        }
    }

    private long[] Sorted(FeatureSpace space)
    {
        var keys = _values.Keys.ToArray();
        Array.Sort(keys, (left, right) => NominalValue.Compare(space, left, right));
        return keys;
    }
}
