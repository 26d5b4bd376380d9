namespace OnlineMl.Tests;

public class LabelTests
{
    [Fact]
    public void Equals_TakesOneTruthForOne_HoweverItIsSpelled()
    {
        Label[][] truths =
        [
            [default],
            [long.MinValue, "-9223372036854775808"],
            [-7, "-7", "-7.0"],
            [-1, "-1", "-1.00"],
            [false, 0, "0", "0.0", "-0", "false", "False", "FALSE"],
            [true, 1, "1", "1.0", "true", "True", "TRUE"],
            [10, "10"],
            [long.MaxValue, "9223372036854775807"],
            [""], ["+1"], ["-"], ["01"], ["1."], ["1.5"], ["1e0"], ["9223372036854775808"], ["TRUTH"], ["cat"], ["truth"],
        ];
        for (var i = 0; i < truths.Length; i++)
        {
            for (var j = 0; j < truths.Length; j++)
            {
                foreach (var left in truths[i])
                {
                    foreach (var right in truths[j])
                    {
                        Assert.True((i == j) == (left == right), $"'{left}' '{right}'");
                        Assert.Equal(i == j, left.CompareTo(right) == 0);
                        Assert.Equal(Math.Sign(left.CompareTo(right)), -Math.Sign(right.CompareTo(left)));
                        Assert.True(i != j || left.GetHashCode() == right.GetHashCode());
                    }
                }
            }
        }

        Label[] sorted = [.. truths.Select(truth => truth[0])];
        Assert.Equal(sorted[..8], sorted.Reverse().Order().Take(8));
        Assert.Equal(new Label("cat").GetHashCode(), new Label(new string("cat".AsSpan())).GetHashCode());
    }

    [Fact]
    public void ToString_WritesValueAlone() =>
        Assert.Equal(["", "true", "false", "-3", "cat"], new Label[] { default, true, false, -3, "cat" }.Select(label => label.ToString()));

    [Fact]
    public void IsPositive_HoldsForTrueAndNumbersAboveZero() =>
        Assert.Equal([false, true, false, true, false, false, false, true], new Label[] { default, true, false, 2, 0, -1, "yes", "True" }.Select(label => label.IsPositive));

    [Fact]
    public void Default_IsNoLabel() => Assert.Equal((true, LabelKind.None, null), (default(Label).IsNone, default(Label).Kind, default(Label).Text));
}
