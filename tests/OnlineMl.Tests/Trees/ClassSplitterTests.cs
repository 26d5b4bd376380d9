using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Trees;

public class ClassSplitterTests
{
    public static TheoryData<ClassSplitter> Splitters => [new ExhaustiveSplitter(), new HistogramSplitter(), new HistogramSplitter { NBins = 8, NSplits = 4 }];

    [Theory]
    [MemberData(nameof(Splitters))]
    public void Learn_FindsTheThreshold(ClassSplitter splitter)
    {
        var tree = Grown(splitter, 400);
        var x = new FeatureVector(new FeatureSpace()) { ["size"] = 0 };

        Assert.True(tree.BranchCount >= 1);
        Assert.Equal(new Label("low"), tree.Predict(x));
        x["size"] = 99;
        Assert.Equal(new Label("high"), tree.Predict(x));
    }

    [Theory]
    [MemberData(nameof(Splitters))]
    public void State_ContinuesBitForBit(ClassSplitter splitter)
    {
        var whole = Grown(splitter, 130);
        var restored = Grown(splitter, 0);
        StateFormat.CopyTo(whole, restored);
        Grow(whole, 300);
        Grow(restored, 300);

        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(restored));
    }

    private static HoeffdingTreeClassifier Grown(ClassSplitter splitter, int count)
    {
        var tree = new HoeffdingTreeClassifier
        {
            GracePeriod = 50,
            Delta = 0.01,
            Splitter = splitter,
            LeafPrediction = ClassLeafPrediction.MajorityClass,
        };
        Grow(tree, count);
        return tree;
    }

    private static void Grow(HoeffdingTreeClassifier tree, int count)
    {
        var x = new FeatureVector(new FeatureSpace());
        for (var i = 0; i < count; i++)
        {
            var size = i * 37 % 100;
            x.Clear();
            x.Add("size", size);
            tree.Learn(x, size < 50 ? "low" : "high");
        }
    }
}
