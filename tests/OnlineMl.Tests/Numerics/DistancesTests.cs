using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

public class DistancesTests
{
    [Fact]
    public void Measure_SumsTheSquaresOfDifferencesOverColumns()
    {
        double[][] columns = [[.. Enumerable.Range(0, 32).Select(i => (double)i)], [.. Enumerable.Range(0, 32).Select(i => 2.0 * i)]];
        var distances = new double[32];

        Distances.Measure<SecondPower>(columns, [3, 5], 0.5, 2, 17, distances);

        Assert.Equal(Enumerable.Range(0, 32).Select(i => 0.5 + ((i - 3.0) * (i - 3)) + (((2.0 * i) - 5) * ((2 * i) - 5))), distances);
    }

    [Fact]
    public void ToFour_SumsOverFeatures()
    {
        double[] centers = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17];

        var four = Distances.ToFour<FirstPower>([1, 10], centers, 4, 8, 1);

        Assert.Equal([3 + 4, 4 + 5, 5 + 6, 6 + 7], [four[0], four[1], four[2], four[3]]);
    }

    [Fact]
    public void AddOthers_Adds1ForAnotherCode()
    {
        double[] distances = [10, 10, 10, 10, 10];

        Distances.AddOthers([1, 2, 1, double.NaN], 1, 3, distances);
        Distances.AddOthers([1, 2, 1, 1], double.NaN, 4, distances);

        Assert.Equal([11, 12, 11, 12, 10], distances);
    }

    [Fact]
    public void AddMixed_AddsThePowerForNumbersAnd1ForTheRest()
    {
        double[] distances = [10, 10, 10, 10];

        Distances.AddMixed<SecondPower>([-1, 2, -1, 3], -1, [5, 5, 7, 9], 4, 2, 4, distances);

        Assert.Equal([11, 11, 19, 11], distances);
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.AddOthers(new double[4], 1, 5, new double[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.AddOthers(new double[8], 1, 5, new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.AddMixed<SecondPower>(new double[8], 0, new double[4], 1, 2, 5, new double[8]));
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.Measure<SecondPower>([new double[15]], [1], 0, 2, 3, new double[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.Measure<SecondPower>([new double[16]], [1], 0, 2, 3, new double[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.Measure<SecondPower>([new double[16]], [1], 0, 2, 17, new double[32]));
        Assert.Throws<IndexOutOfRangeException>(() => Distances.Measure<SecondPower>([new double[16]], [], 0, 2, 3, new double[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.ToFour<SecondPower>([1, 2, 3], new double[8], 0, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.ToFour<SecondPower>([1, 2], new double[8], 1, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.ToFour<SecondPower>([1, 2], new double[8], -4, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distances.ToFour<SecondPower>([1], new double[8], 0, 3, 2));
    }
}
