using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class NormalizedRowsTests
{
    [Fact]
    public void MeasureUsual_WritesSquaresAndRatesOfFourFeatures()
    {
        var rows = RowsOf(5);
        var rates = new double[5];
        var fours = new NormalizedRows(rows, 5, 3);

        Assert.Equal(4, fours.MeasureUsual(0, [4, 2, 0, 1, 3], [1, 0.5, 0.25, -1, 1], 2, 1e-300, rates));

        Assert.Equal([1 / Math.Sqrt(3), 1 / Math.Sqrt(1.5), 1 / Math.Sqrt(1.125), 1 / Math.Sqrt(3), 0], rates);
        Assert.Equal([1.125, 3, 1.5, 1, 3], Enumerable.Range(0, 5).Select(i => rows[(3 * i) + 1]));
        Assert.Equal(1 + 0.25 + 0.0625 + 1, fours.Norm);
        Assert.Equal(rates[0] + (0.25 * rates[1]) + (0.0625 * rates[2]) + rates[3], fours.Sensitivity, 12);
    }

    [Theory]
    [InlineData(0, 1.0)] // there twice
    [InlineData(3, 0.0)]
    [InlineData(3, 1.5)] // larger than ever
    [InlineData(3, double.NaN)]
    [InlineData(5, 1.0)] // no row
    [InlineData(-1, 1.0)]
    public void MeasureUsual_LeavesFourFeaturesAloneOfWhichOneIsUnusual(int id, double value)
    {
        var rows = RowsOf(5);

        Assert.Equal(0, new NormalizedRows(rows, 5, 3).MeasureUsual(0, [0, 1, 2, id], [1, 1, 1, value], 2, 1e-300, new double[4]));

        Assert.Equal(RowsOf(5), rows);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(new double[8], 3, 3).Norm);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(new double[8], -1, 3).Norm);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(new double[8], 4, 2).Norm);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(RowsOf(4), 4, 3).MeasureUsual(0, [0, 1, 2, 3], [1, 1], 1, 0, new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(RowsOf(4), 4, 3).MeasureUsual(0, [0, 1, 2, 3], [1, 1, 1, 1], 1, 0, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizedRows(RowsOf(4), 4, 3).MeasureUsual(-1, [0, 1, 2, 3], [1, 1, 1, 1], 1, 0, new double[4]));
    }

    private static double[] RowsOf(int count) => [.. Enumerable.Repeat((double[])[7, 1, 1], count).SelectMany(row => row)];
}
