using System.Text.RegularExpressions;

namespace OnlineMl.Tests;

/// <summary>A switch over one of our enums names its members: a default that answers would answer for members that come later, too.</summary>
public sealed partial class SwitchTests
{
    [Fact]
    public void OverEnums_HaveNoDefaultThatAnswers()
    {
        var files = Repository.SourcesOf("src").Select(file => (Name: file, Lines: File.ReadAllLines(file))).ToList();
        var enums = files.SelectMany(file => file.Lines).SelectMany(line => Declaration().Matches(line)).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("LabelKind", enums);
        Assert.Equal([], files.SelectMany(file => DefaultsOf(file.Lines, enums).Select(i => $"{file.Name}:{i + 1}: {file.Lines[i].Trim()}")));
    }

    [Theory]
    [InlineData("var text = kind switch", "{", "    Kind.A => 1,", "    _ => 2,", "};")]
    [InlineData("switch (kind)", "{", "    case Kind.A:", "        return 1;", "    default:", "        return 2;", "}")]
    public void ADefaultIsFound(params string[] lines) => Assert.Single(DefaultsOf(lines, ["Kind"]));

    [Theory]
    [InlineData("var text = kind switch", "{", "    Kind.A => 1,", "    _ => throw new UnreachableException(),", "};")]
    [InlineData("switch (kind)", "{", "    case Kind.A:", "        return 1;", "    default:", "        throw new UnreachableException();", "}")]
    [InlineData("var text = number switch", "{", "    1 => Kind.A,", "    _ => Kind.B,", "};")]
    [InlineData("var text = token switch", "{", "    OtherKind.A => 1,", "    _ => 2,", "};")]
    public void OthersAreNot(params string[] lines) => Assert.Empty(DefaultsOf(lines, ["Kind"]));

    private static IEnumerable<int> DefaultsOf(string[] lines, HashSet<string> enums)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (Default().Match(lines[i]) is not { Success: true } found)
            {
                continue;
            }

            var answer = found.Groups["answer"].Value is { Length: > 0 } behind ? behind : lines[i + 1];
            if (!answer.Contains("throw ", StringComparison.Ordinal) && ArmsBefore(lines, i).Any(arm => Member().Matches(arm).Any(match => enums.Contains(match.Groups["name"].Value))))
            {
                yield return i;
            }
        }
    }

    // The patterns of the same switch: lines above of the same depth.
    private static IEnumerable<string> ArmsBefore(string[] lines, int i)
    {
        var depth = DepthOf(lines[i]);
        for (var j = i - 1; j >= 0 && (lines[j].Length == 0 || DepthOf(lines[j]) >= depth); j--)
        {
            if (lines[j].Length > 0 && DepthOf(lines[j]) == depth)
            {
                yield return lines[j].Split("=>")[0];
            }
        }
    }

    private static int DepthOf(string line) => line.Length - line.TrimStart().Length;

    [GeneratedRegex(@"\benum (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*(_ =>|default:)\s*(?<answer>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Default();

    [GeneratedRegex(@"\b(?<name>[A-Z]\w*)\.[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
