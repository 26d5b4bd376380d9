using System.Text;
using System.Text.RegularExpressions;
using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary>Every page of <c>docs</c> is reached from its first one, and every link between pages leads to a file and a heading.</summary>
public partial class LinksTests
{
    private static readonly string Docs = Repository.PathOf("docs");

    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Docs, "*.md", SearchOption.AllDirectories)
            .Concat([Repository.PathOf("README.md"), Repository.PathOf("CONTRIBUTING.md"), Repository.PathOf("templates", "README.md"), Repository.PathOf("benchmarks", "README.md")])
            .Select(path => Path.GetRelativePath(Repository.PathOf("."), path))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksOfAPage_LeadSomewhere(string page)
    {
        var path = Repository.PathOf(page);
        foreach (var (file, heading) in LinksOf(path))
        {
            Assert.True(File.Exists(file) || Directory.Exists(file), $"{page} links to {file}, which is not there.");
            Assert.True(heading.Length == 0 || HeadingsOf(file).Contains(heading), $"{page} links to the heading #{heading} of {file}, which is not there.");
        }
    }

    [Fact]
    public void EveryPage_IsReachedFromTheFirst_InTheOrderOfAReaderWhoStarts()
    {
        var first = Path.Combine(Docs, "README.md");
        var linked = LinksOf(first).Select(link => Path.GetRelativePath(Docs, link.File)).ToList();

        Assert.Equal(
            Directory.EnumerateFiles(Docs, "*.md").Select(path => Path.GetFileName(path)!).Where(page => page != "README.md").Order(StringComparer.Ordinal),
            linked.Where(page => !page.Contains('/', StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        string[] order = ["start-in-an-app.md", "start-at-the-command-line.md", "which-learner.md", "features-from-classes.md", "delayed-labels.md", "durability.md", "testing.md", "deployment.md"];
        Assert.Equal(order, linked.Where(order.Contains));
        var catalog = LinksOf(Path.Combine(Docs, "catalog", "README.md")).Select(link => Path.GetFileName(link.File)).ToHashSet(StringComparer.Ordinal);
        Assert.All(Directory.EnumerateFiles(Path.Combine(Docs, "catalog"), "*.md").Select(path => Path.GetFileName(path)!).Where(page => page != "README.md"), page => Assert.Contains(page, catalog));
    }

    private static IEnumerable<(string File, string Heading)> LinksOf(string path) => TextOf(path)
        .SelectMany(line => Link().Matches(line))
        .Select(link => link.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
        .Select(target => target.Split('#', 2))
        .Select(parts => (parts[0].Length == 0 ? path : Path.GetFullPath(parts[0], Path.GetDirectoryName(path)!), parts.Length > 1 ? parts[1] : ""));

    private static HashSet<string> HeadingsOf(string path) =>
        TextOf(path).Where(line => line.StartsWith('#')).Select(line => Anchor(line.TrimStart('#').Trim())).ToHashSet(StringComparer.Ordinal);

    // As GitHub makes it of a heading.
    private static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var letter in heading)
        {
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_' or ' ')
            {
                anchor.Append(letter == ' ' ? '-' : char.ToLowerInvariant(letter));
            }
        }

        return anchor.ToString();
    }

    /// <summary>The lines that are not in blocks of code.</summary>
    private static IEnumerable<string> TextOf(string path)
    {
        var isCode = false;
        foreach (var line in File.ReadLines(path))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            isCode ^= isFence;
            if (!isCode && !isFence)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
