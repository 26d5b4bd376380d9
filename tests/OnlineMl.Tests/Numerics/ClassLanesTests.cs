using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class ClassLanesTests
{
    private const int Stride = 2 * ClassLanes.Width;

    private readonly double[] _means = Table(1), _factors = Table(2), _offsets = Table(3);

    [Fact]
    public void AddSquares_OfSeveralRows_GivesTheBitsOfOneRowAfterTheOther()
    {
        int[] rows = [3, 0, 3, 2];
        double[] numbers = [0.1, -7.25, 1e8, 3];
        var together = Table(4).AsSpan(0, Stride).ToArray();
        var oneByOne = together.ToArray();
        ClassLanes.AddSquares(together, numbers, rows, _means, _factors, _offsets);
        for (var i = 0; i < rows.Length; i++)
        {
            var start = rows[i] * Stride;
            double[] own = [.. _means.AsSpan(start, Stride), .. _factors.AsSpan(start, Stride), .. _offsets.AsSpan(start, Stride)];
            ClassLanes.AddSquares(oneByOne, numbers[i], own);
        }

        Assert.Equal(oneByOne, together);
    }

    [Fact]
    public void AddDifferences_TakesRowsFromAPlaceOn()
    {
        var sums = new double[Stride];

        ClassLanes.AddDifferences(sums, _means, _factors, Stride, _offsets);

        Assert.Equal(Enumerable.Range(0, Stride).Select(i => _means[Stride + i] - (_factors[Stride + i] * _offsets[i])), sums);
        Assert.Throws<ArgumentException>(() => ClassLanes.AddDifferences(new double[Stride], _means, _factors, _means.Length - Stride + 1, _offsets));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddDifferences(new double[Stride], _means, _factors, -1, _offsets));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddDifferences(new double[Stride], _means, _factors, 0, _offsets.AsSpan(0, Stride - 1)));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddDifferences(new double[Stride - 1], _means, _factors, 0, _offsets));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void AddSquares_ReadsNoRowOutsideOfTheTables(int row) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ClassLanes.AddSquares(new double[Stride], [1, 1], [0, row], _means, _factors, _offsets));

    [Fact]
    public void AddSquares_WantsOneRowForEachNumberAndWholeVectors()
    {
        Assert.Throws<ArgumentException>(() => ClassLanes.AddSquares(new double[Stride], [1, 1], [0], _means, _factors, _offsets));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddSquares(new double[Stride - 1], [1], [0], _means, _factors, _offsets));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddSquares(new double[Stride], 1, new double[(3 * Stride) - 1]));
        Assert.Throws<ArgumentException>(() => ClassLanes.AddSquares(new double[Stride - 1], 1, new double[3 * Stride]));
    }

    private static double[] Table(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 4 * Stride).Select(_ => random.NextDouble() - 0.5)];
    }
}
