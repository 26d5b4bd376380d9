using System.Text.RegularExpressions;
using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary><c>docs/monitoring.md</c> has a row for every instrument of the sources, and none for one that is not there.</summary>
public partial class MonitoringTests
{
    [Fact]
    public void EveryInstrument_HasARow()
    {
        var made = Repository.SourcesOf("src")
            .Where(file => file.EndsWith("Instruments.cs", StringComparison.Ordinal))
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);
        var told = File.ReadAllLines(Repository.PathOf("docs", "monitoring.md"))
            .Select(line => line.Split('|'))
            .Where(cells => cells.Length > 4 && cells[2].StartsWith(" `onlineml.", StringComparison.Ordinal))
            .Select(cells => cells[2].Trim(' ', '`'));

        Assert.Equal(made.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    // An activity has no description behind its name.
    [GeneratedRegex("\\w+(<\\w+>)?\\(\"(?<name>onlineml\\.[a-z_.]+)\",", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instrument();
}
