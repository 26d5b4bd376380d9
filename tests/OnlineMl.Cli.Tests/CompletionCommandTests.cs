using System.Diagnostics;

namespace OnlineMl.Cli.Tests;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("onlineml ev", "evaluate")]
    [InlineData("onlineml conv", "convert")]
    [InlineData("onlineml convert rows.csv --to nd", "ndjson")]
    [InlineData("onlineml evaluate --predict", "--predict-unlabeled --predictions")]
    [InlineData("onlineml serve --durability ", "fsync none os")]
    [InlineData("onlineml catalog HalfSp", "HalfSpaceTrees")]
    [InlineData("onlineml evaluate --format par", "parquet")]
    public void Bash_CompletesWhatTheToolSuggests(string line, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("onlineml").FullName;
        try
        {
            var script = Path.Combine(folder, "completion.bash");
            File.WriteAllText(script, Tool.Run("completion", "bash").Output);
            var dll = Path.Combine(AppContext.BaseDirectory, "OnlineMl.Cli.dll");
            var words = line.Split(' ');
            using var bash = Process.Start(new ProcessStartInfo("bash",
            [
                "-c",
                $"onlineml() {{ dotnet '{dll}' \"$@\"; }}; source '{script}'; COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; _onlineml; echo ${{COMPREPLY[*]}}",
            ])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var output = bash.StandardOutput.ReadToEnd();
            bash.WaitForExit();
            Assert.Equal(expected, string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('/') && word is not ("-?" or "-h" or "--help")).Order(StringComparer.Ordinal)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("zsh", "compdef _onlineml onlineml")]
    [InlineData("fish", "complete -c onlineml")]
    public void Completion_HasScriptsForOtherShells(string shell, string expected) =>
        Assert.Contains(expected, Tool.Run("completion", shell).Output, StringComparison.Ordinal);

    [Fact]
    public void Completion_NamesTheShellsItKnows()
    {
        var (code, _, error) = Tool.Run("completion", "tcsh");
        Assert.Equal(2, code);
        Assert.Contains("it must be bash, zsh or fish", error, StringComparison.Ordinal);
    }
}
