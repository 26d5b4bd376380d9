using OnlineMl.Statistics;

namespace OnlineMl.Tests.Statistics;

public class CategoricalStatisticTests
{
    [Fact]
    public void Mode_IgnoresValuesBeyondTheFirstK()
    {
        Mode some = new() { K = 2 }, all = new() { K = -1 };
        foreach (var weather in (string[])["sunny", "cloudy", "cloudy", "rainy", "rainy", "rainy"])
        {
            some.Update(weather);
            all.Update(weather);
        }

        Assert.Equal("cloudy", some.Value.Text);
        Assert.Equal("rainy", all.Value.Text);
    }

    [Fact]
    public void RollingMode_ForgetsAndPrefersTheOlderOfEquals()
    {
        var mode = new RollingMode(3);
        foreach (var value in (string[])["a", "a", "b", "b", "c"])
        {
            mode.Update(value);
        }

        Assert.Equal("b", mode.Value.Text);
        mode.Update("d");
        Assert.Equal("b", mode.Value.Text);
    }

    [Fact]
    public void Entropy_EqualsItsDefinition()
    {
        var entropy = new Entropy();
        for (var i = 0; i < 1000; i++)
        {
            entropy.Update(i % 4 == 0 ? "rare" : "often");
        }

        Assert.Equal(-0.25 * Math.Log(0.25) - 0.75 * Math.Log(0.75), entropy.Value, 1e-6);
    }

    [Fact]
    public void Shift_KeepsTextsAndNumbers()
    {
        var shift = new Shift { Amount = 1 };
        Assert.True(((ICategoricalStatistic)shift).Value.IsAbsent);

        shift.Update("a");
        shift.Update(2.0);
        Assert.Equal("a", ((ICategoricalStatistic)shift).Value.Text);

        shift.Update(3.0);
        Assert.Equal(2, shift.Value);
    }
}
