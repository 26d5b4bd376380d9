using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.State;
using OnlineMl.Trees;
using OnlineMl.Trees.Growth;
using OnlineMl.Trees.Splitting;

namespace OnlineMl.Tests.Trees.Growth;

/// <summary>What trees that are not Hoeffding trees need of the engine: leaves with some of the features, and branches that are judged again.</summary>
public class TreeEngineTests
{
    private readonly FeatureSpace _space = new();

    [Fact]
    public void Leaves_WatchAsManyFeaturesAsAsked_EachItsOwn()
    {
        var tree = new Subject(featuresPerLeaf: 1);
        Grow(tree, 0, 2000);

        var leaves = tree.Engine.Nodes().OfType<ClassLeaf>().ToList();
        Assert.True(leaves.Count > 2);
        Assert.All(leaves, leaf => Assert.InRange(leaf.Watch.Observers.Length, 0, 1));
        Assert.True(leaves.SelectMany(leaf => leaf.Watch.Observers.ToArray()).Select(observer => observer.Feature).Distinct().Count() > 1);
    }

    [Fact]
    public void Leaves_DrawTheSameFeatures_InWhateverOrderTheyCome()
    {
        var straight = new Subject(featuresPerLeaf: 2);
        var turned = new Subject(featuresPerLeaf: 2);
        var otherSpace = new FeatureSpace();
        for (var i = 0; i < 1000; i++)
        {
            straight.Engine.Learn(Example(_space, i), Class(i), 1);
            turned.Engine.Learn(Example(otherSpace, i, isTurned: true), Class(i), 1);
        }

        Assert.Equal(Names(straight, _space), Names(turned, otherSpace));
    }

    [Fact]
    public void State_OfDrawingLeavesAndJudgedBranches_ContinuesBitForBit()
    {
        foreach (var make in new Func<Subject>[] { () => new Subject(featuresPerLeaf: 2), () => new Subject(isJudgedAgain: true) })
        {
            var whole = make();
            Grow(whole, 0, 700);
            var restored = make();
            StateFormat.CopyTo(whole, restored);
            Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(restored));
            Grow(whole, 700, 700);
            Grow(restored, 700, 700);

            Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(restored));
        }
    }

    [Fact]
    public void ABranch_IsReplaced_WhenItsStatisticsSpeakForAnotherFeature()
    {
        var tree = new Subject(isJudgedAgain: true);
        var hoeffding = new Subject();
        Grow(tree, 0, 500);
        Grow(hoeffding, 0, 500);
        var before = Tested(tree);
        Assert.Equal(before, Tested(hoeffding));

        // From now on another feature decides.
        Grow(tree, 500, 5000, shift: 1);
        Grow(hoeffding, 500, 5000, shift: 1);

        Assert.NotEqual(before, Tested(tree));
        Assert.Equal(before, Tested(hoeffding));
        Assert.Equal(tree.Engine.Nodes().OfType<Leaf>().Count(leaf => leaf.IsActive), tree.Engine.Budget.Active);
    }

    private static List<string> Names(Subject tree, FeatureSpace space) =>
        [.. tree.Engine.Nodes().OfType<ClassLeaf>().Select(leaf =>
            string.Join(' ', leaf.Watch.Observers.ToArray().Select(observer => space.NameOf(observer.Feature)).Order(StringComparer.Ordinal)))];

    private static int Tested(Subject tree) => Assert.IsType<Branch>(tree.Engine.Root).Feature;

    private void Grow(Subject tree, int first, int count, int shift = 0)
    {
        for (var i = first; i < first + count; i++)
        {
            tree.Engine.Learn(Example(_space, i), Class(i, shift), 1);
        }
    }

    private static FeatureVector Example(FeatureSpace space, int i, bool isTurned = false)
    {
        var x = new FeatureVector(space);
        for (var feature = 0; feature < 4; feature++)
        {
            var named = isTurned ? 3 - feature : feature;
            x.Add($"f{named}", Value(i, named));
        }

        return x;
    }

    private static int Class(int i, int shift = 0) => Value(i, shift) + (0.2 * Value(i, 3)) > 60 ? 1 : 0;

    private static double Value(int i, int feature) => new Random((i * 31) + feature).Next(100);

    /// <summary>A tree whose only state is that of the engine.</summary>
    private sealed class Subject : IStateful
    {
        public Subject(int? featuresPerLeaf = null, bool isJudgedAgain = false)
        {
            var settings = new ClassTreeSettings
            {
                GracePeriod = 50,
                Delta = 0.05,
                FeaturesPerLeaf = featuresPerLeaf,
                Random = featuresPerLeaf is null ? null : new RandomSource(7),
                LeafPrediction = ClassLeafPrediction.MajorityClass,
            };
            var classes = new OrderedClasses();
            classes.GetOrAdd(0);
            classes.GetOrAdd(1);
            TreePolicy<int> policy = new ClassTreePolicy(settings, classes);
            Engine = new TreeEngine<int>(settings, isJudgedAgain ? new JudgingPolicy(settings, policy) : policy);
        }

        public TreeEngine<int> Engine { get; }

        void IStateful.Describe(StateArchive state) => Engine.Describe(state);
    }

    /// <summary>Puts a leaf in the place of a branch whose statistics would split on another feature.</summary>
    private sealed class JudgingPolicy(ClassTreeSettings settings, TreePolicy<int> inner) : TreePolicy<int>
    {
        public override bool KeepsStatistics => true;

        public override LearningLeaf<int> NewLeaf(int depth) => inner.NewLeaf(depth);

        public override void Attempt(TreeEngine<int> tree, LearningLeaf<int> leaf, FeatureVector x) => inner.Attempt(tree, leaf, x);

        public override void Revisit(TreeEngine<int> tree, Branch branch, FeatureVector x)
        {
            var statistics = (ClassLeaf)branch.Statistics!;
            if (statistics.Learned - statistics.LastAttempt < 200)
            {
                return;
            }

            statistics.LastAttempt = statistics.Learned;
            var merit = new SplitMerit(
                settings.SplitCriterion, settings.MinBranchFraction, statistics.Weights, 0, 1, new double[2 * statistics.Stride]);
            var contest = new SplitContest(x.Space, riverRules: false);
            foreach (var observer in statistics.Watch.Observers)
            {
                contest.Enter(observer.Best(merit, binaryOnly: true) with { Observer = observer.Feature }, observer.Feature);
            }

            if (contest.Best.Observer != branch.Feature)
            {
                tree.Replace(branch, NewLeaf(branch.Depth));
            }
        }
    }
}
