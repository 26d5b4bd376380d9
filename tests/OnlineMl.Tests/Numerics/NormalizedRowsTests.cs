using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class NormalizedRowsTests
{
    [Fact]
    public void Measure_BringsSquaresScalesAndRatesUpToDate()
    {
        var rows = RowsOf(5);
        var rates = new double[5];

        // The last feature is twice as large as ever.
        var sensitivity = new NormalizedRows(rows, 5, 3, [4, 2, 0, 1, 3]).Measure([1, 0.5, 0.25, -1, 2], 2, 1e-300, rates, out var norm);

        Assert.Equal([1 / Math.Sqrt(3), 1 / Math.Sqrt(1.5), 1 / Math.Sqrt(1.125), 1 / Math.Sqrt(3), 0.5 / 3], rates);
        Assert.Equal([1.125, 3, 1.5, 9, 3], Enumerable.Range(0, 5).Select(i => rows[(3 * i) + 1]));
        Assert.Equal([7, 7, 7, 3.5, 7], Enumerable.Range(0, 5).Select(i => rows[3 * i]));
        Assert.Equal(1 + 0.25 + 0.0625 + 1 + 1, norm);
        Assert.Equal(rates[0] + (0.25 * rates[1]) + (0.0625 * rates[2]) + rates[3] + (4 * rates[4]), sensitivity, 12);
    }

    [Fact]
    public void Measure_AddsTwiceForAFeatureThatIsThereTwice()
    {
        var rows = RowsOf(2);

        new NormalizedRows(rows, 2, 3, [0, 1, 0, 0]).Measure([1, 1, 1, 1], 2, 1e-300, new double[4], out _);

        Assert.Equal([7, 3], [rows[1], rows[4]]);
    }

    [Theory]
    [InlineData(15, 5, 3, 5, 5, 5)] // no row
    [InlineData(15, 5, 3, -1, 5, 5)]
    [InlineData(14, 5, 3, 0, 5, 5)]
    [InlineData(15, -1, 3, 0, 5, 5)]
    [InlineData(15, 5, 2, 0, 5, 5)]
    [InlineData(15, 5, 3, 0, 4, 5)]
    [InlineData(15, 5, 3, 0, 5, 4)]
    public void WhatDoesNotFit_IsRefused(int numbers, int count, int stride, int id, int values, int rates) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new NormalizedRows(new double[numbers], count, stride, [0, 1, 2, 3, id]).Measure(new double[values], 1, 0, new double[rates], out _));

    [Fact]
    public void TheFirstRows_AreTheSameAsThoseOfTheirIds()
    {
        var (dense, sparse) = (RowsOf(7), RowsOf(7));
        var (denseRates, sparseRates) = (new double[6], new double[6]);
        double[] values = [1, 0.5, 2, 0, -1, 0.25];
        var ids = new int[] { 0, 1, 2, 3, 4, 5 };
        var first = new NormalizedRows(dense, 7, 3, 6);
        var named = new NormalizedRows(sparse, 7, 3, ids);

        Assert.Equal(named.Measure(values, 2, 1e-300, sparseRates, out var sparseNorm), first.Measure(values, 2, 1e-300, denseRates, out var denseNorm));
        named.Move(values, 0.5, sparseRates);
        first.Move(values, 0.5, denseRates);

        Assert.Equal(sparse, dense);
        Assert.Equal(sparseNorm, denseNorm);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(RowsOf(7), 7, 3, 8).Measure(values, 2, 0, new double[8], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(RowsOf(7), 7, 3, 6).Move(values, 1, new double[5]));
    }

    private static double[] RowsOf(int count) => [.. Enumerable.Repeat((double[])[7, 1, 1], count).SelectMany(row => row)];
}
