using OnlineMl.Contracts;

namespace OnlineMl.Serving.Tests;

public class ModelNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Churn_2.b-1")]
    [InlineData("..a")]
    public void Check_AcceptsTheAllowedCharacters(string name) => ModelNames.Check(name);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public void Check_RefusesTheRest(string name) => Assert.Throws<OnlineMlException>(() => ModelNames.Check(name));

    [Theory]
    [InlineData("a.")]
    [InlineData("a..")]
    [InlineData("con")]
    [InlineData("NUL")]
    [InlineData("aux.txt")]
    [InlineData("Lpt1.a.b")]
    public void CheckNew_RefusesWhatSomeFileSystemsTakeForAnother(string name)
    {
        ModelNames.Check(name);
        Assert.Throws<OnlineMlException>(() => ModelNames.CheckNew(name));
    }

    [Theory]
    [InlineData("console")]
    [InlineData("a.con")]
    [InlineData("com")]
    [InlineData("com10")]
    [InlineData(".con")]
    public void CheckNew_AcceptsTheRest(string name) => ModelNames.CheckNew(name);

    [Fact]
    public void Check_RefusesMoreThan128Characters()
    {
        ModelNames.Check(new string('a', 128));
        Assert.Throws<OnlineMlException>(() => ModelNames.Check(new string('a', 129)));
    }

    [Fact]
    public void MakeUp_AddsANumberWhileTheNameIsTaken()
    {
        var asked = new List<string>();
        var name = ModelNames.MakeUp(candidate =>
        {
            asked.Add(candidate);
            return asked.Count < 3;
        });
        Assert.Equal(3, asked.Count);
        Assert.Equal(asked[0] + "-3", name);
        ModelNames.Check(name);
    }
}
