using System.Text.RegularExpressions;

namespace OnlineMl.Tests;

/// <summary>A class has at most three hundred lines in all its parts, or its summary says why not.</summary>
public sealed partial class ClassLengthTests
{
    private const int Most = 300;

    [Fact]
    public void ALongClass_SaysWhy()
    {
        var types = Repository.SourcesOf("src").Select(file => Read(File.ReadAllLines(file))).OfType<Part>().GroupBy(part => part.Name, StringComparer.Ordinal).ToList();

        Assert.NotEmpty(types);
        Assert.Equal([], types.Where(parts => parts.Sum(part => part.Lines) > Most && !parts.Any(part => part.SaysWhy)).Select(parts => $"{parts.Key}: {parts.Sum(part => part.Lines)} lines"));
    }

    [Fact]
    public void APart_IsMeasuredFromItsDeclarationOn()
    {
        string[] lines =
        [
            "using System;", "", "namespace Some.Where;", "", "/// <summary>Long, of more than three", "/// hundred lines because of this.</summary>", "[Component(\"A\")]",
            "public sealed partial class Long<T> : IDisposable", "{", "    private sealed class Inner;", "}",
        ];

        Assert.Equal(new Part("Some.Where.Long", 4, true), Read(lines));
        Assert.Equal(new Part("Some.Where.Long", 4, false), Read([.. lines.Where(line => !line.StartsWith("///", StringComparison.Ordinal))]));
        Assert.Equal(new Part("Some.Where.Pair", 1, false), Read(["namespace Some.Where;", "internal readonly record struct Pair(int A, int B);"]));
        Assert.Null(Read(["global using System;"]));
    }

    private static Part? Read(string[] lines)
    {
        var start = Array.FindIndex(lines, line => Declaration().IsMatch(line));
        if (start < 0)
        {
            return null;
        }

        var space = lines.Select(line => Namespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value;
        var summary = string.Join(' ', lines[..start].Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line.TrimStart('/', ' ')));
        return new Part($"{space}.{Declaration().Match(lines[start]).Groups["name"].Value}", lines.Length - start, summary.Contains("hundred lines", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^((public|internal|file|sealed|abstract|static|partial|readonly|ref|unsafe) )*(class|struct|interface|record( struct| class)?) (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();

    private sealed record Part(string Name, int Lines, bool SaysWhy);
}
