using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.NaiveBayes;
using OnlineMl.Neighbors;
using OnlineMl.Preprocessing;
using OnlineMl.Trees;

namespace OnlineMl.Tests;

/// <summary>Accuracy on MOA's streams. Every bound is half a point below what was measured, rounded down.</summary>
public sealed class MoaAccuracyTests
{
    [MoaTheory]
    [InlineData("agrawal", 0.928)]
    [InlineData("led", 0.73)]
    public void SmoothedHoeffdingTree(string stream, double least) =>
        Check(new HoeffdingTreeClassifier { NominalSmoothing = 1 }, stream, 50_000, least);

    [MoaTheory]
    [InlineData("agrawal", 0.877)]
    [InlineData("led", 0.732)]
    public void GaussianNaiveBayes(string stream, double least) => Check(new GaussianNB(), stream, 50_000, least);

    [MoaTheory]
    [InlineData("agrawal", 0.845)]
    [InlineData("led", 0.622)]
    public void TenNeighbors(string stream, double least) =>
        Check((IClassifier)(new StandardScaler() | new KnnClassifier { NNeighbors = 10 }), stream, 5_000, least);

    private static void Check(IClassifier model, string stream, int count, double least) =>
        Assert.InRange(MoaStream.Accuracy(model, stream, count), least, 1);
}
