namespace OnlineMl.Tests;

public class LabelTests
{
    [Fact]
    public void Equals_TellsKindsApart()
    {
        Label[] labels = [default, false, true, 0, 1, "", "1", "true"];
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < labels.Length; j++)
            {
                Assert.Equal(i == j, labels[i] == labels[j]);
                Assert.Equal(Math.Sign(i - j), Math.Sign(labels[i].CompareTo(labels[j])));
            }
        }

        Assert.Equal(new Label("cat").GetHashCode(), new Label(new string("cat".AsSpan())).GetHashCode());
    }

    [Fact]
    public void ToString_WritesValueAlone() =>
        Assert.Equal(["", "true", "false", "-3", "cat"], new Label[] { default, true, false, -3, "cat" }.Select(label => label.ToString()));

    [Fact]
    public void IsPositive_HoldsForTrueAndNumbersButZero() =>
        Assert.Equal([false, true, false, true, false, false], new Label[] { default, true, false, 2, 0, "yes" }.Select(label => label.IsPositive));

    [Fact]
    public void Default_IsNoLabel() => Assert.Equal((true, LabelKind.None, null), (default(Label).IsNone, default(Label).Kind, default(Label).Text));
}
