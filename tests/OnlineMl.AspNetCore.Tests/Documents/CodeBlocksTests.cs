using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary>Each block of C# in a page of <c>docs</c> stands, line by line, in a test that runs it: in <c>Documents/Pages</c> of a project of tests, or in the tests of the samples. The commands
/// are run by the tests of the tool.</summary>
public class CodeBlocksTests
{
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["deployment.md dockerfile"] = "images are made of one that is not here",
        ["monitoring.md promql"] = "there is no Prometheus; MonitoringTests hold the names of the instruments",
        ["several-servers.md yaml"] = "there is no Kubernetes",
        ["wire-protocol.md sh"] = "one block is for components that an application brings, the other needs Python with msgpack",
    };

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void BlocksOfAPage_AreTested(string page)
    {
        var tests = Directory.EnumerateDirectories(Repository.PathOf("tests"))
            .Select(project => Path.Combine(project, "Documents", "Pages"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs"))
            .Concat(Directory.EnumerateFiles(Repository.PathOf("tests", "OnlineMl.Samples.Tests"), "*.cs"))
            .Select(path => Normal(File.ReadLines(path)))
            .ToArray();
        foreach (var block in BlocksOf(Repository.PathOf("docs", page)))
        {
            var code = Normal(block);
            Assert.True(Array.Exists(tests, test => test.Contains(code, StringComparison.Ordinal)), $"No test has this block of docs/{page}:\n{string.Join('\n', block)}");
        }
    }

    [Fact]
    public void BlocksOfOtherLanguages_AreNamedWithWhyTheyAreNotRun()
    {
        var found = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")
            .SelectMany(path => File.ReadLines(path)
                .Where(line => line.Length > 3 && line.StartsWith("```", StringComparison.Ordinal))
                .Select(line => (Page: Path.GetFileName(path)!, Language: line[3..])))
            .Where(block => block.Language is not ("csharp" or "bash" or "bash run-in-background"))
            .Select(block => $"{block.Page} {block.Language}")
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(NotRun.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<List<string>> BlocksOf(string path)
    {
        List<string>? block = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line == "```csharp")
            {
                block = [];
            }
            else if (line == "```" && block is not null)
            {
                yield return block;
                block = null;
            }
            else
            {
                block?.Add(line);
            }
        }
    }

    private static string Normal(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));
}
