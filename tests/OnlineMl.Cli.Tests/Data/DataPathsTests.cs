using OnlineMl.Cli.Data;

namespace OnlineMl.Cli.Tests.Data;

public sealed class DataPathsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public DataPathsTests()
    {
        foreach (var name in (string[])["a.csv", "b.csv", "b.txt", ".hidden.csv", "logs/1/x.csv", "logs/2/x.csv", "logs/2/deep/x.csv", "logs/2/y.csv", "[1].csv", "odd/what?.csv", "odd/whats.csv"])
        {
            var path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder, "logs/2/circle"), Path.Combine(_folder, "logs"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("*.csv", "[1].csv a.csv b.csv")]
    [InlineData("?.csv", "a.csv b.csv")]
    [InlineData("[1].csv", "[1].csv")]
    [InlineData("none.csv", "none.csv")]
    [InlineData("logs/*/x.csv", "logs/1/x.csv logs/2/x.csv")]
    [InlineData("logs/?/[xy].csv", null)]
    [InlineData("lo*/2/*.csv", "logs/2/x.csv logs/2/y.csv")]
    [InlineData("logs/**/x.csv", "logs/1/x.csv logs/2/deep/x.csv logs/2/x.csv")]
    [InlineData("**/y.csv", "logs/2/y.csv")]
    [InlineData("logs/**/**/x.csv", "logs/1/x.csv logs/2/deep/x.csv logs/2/x.csv")]
    [InlineData("odd/what?.csv", "odd/what?.csv")]
    [InlineData("odd/w*.csv", "odd/what?.csv odd/whats.csv")]
    [InlineData("logs/**", "logs/1/x.csv logs/2/deep/x.csv logs/2/x.csv logs/2/y.csv")]
    [InlineData("nowhere/*/x.csv", null)]
    [InlineData("a.csv/*/x.csv", null)]
    public void APattern_StandsForTheFilesThatItFits(string pattern, string? fitting)
    {
        var word = Path.Combine(_folder, pattern);
        if (fitting is null)
        {
            Assert.Contains(word, Assert.Throws<FileNotFoundException>(() => DataPaths.Of([word])).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(fitting.Split(' '), DataPaths.Of([word]).Select(path => Path.GetRelativePath(_folder, path)));
        }
    }

    [Fact]
    public void APatternWithoutAFolder_IsLookedForInTheCurrentOne()
    {
        var name = $"{Guid.NewGuid():N}.csv";
        File.WriteAllText(name, "");
        try
        {
            Assert.Equal([name], DataPaths.Of([$"{name[..^5]}?.csv"]));
        }
        finally
        {
            File.Delete(name);
        }
    }
}
