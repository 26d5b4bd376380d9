using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary>Each block of C# in a page of <c>docs</c> stands, line by line, in a test that runs it: in <c>Documents/Pages</c> of a project of tests, or in the tests of the samples.</summary>
public class CodeBlocksTests
{
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
