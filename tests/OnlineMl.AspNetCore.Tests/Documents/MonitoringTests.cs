using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
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

    [Fact]
    public async Task EveryDuration_AdvisesTheBoundsThatThePageTells()
    {
        Assert.Contains(
            "bucket bounds 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500 ms and 1, 2.5, 5, 10 s",
            string.Join(' ', File.ReadAllLines(Repository.PathOf("docs", "monitoring.md"))),
            StringComparison.Ordinal);
        double[] bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
        var durations = new ConcurrentBag<Histogram<double>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument is Histogram<double> { Meter.Name: "OnlineMl" } duration)
                {
                    durations.Add(duration);
                }
            },
        };
        listener.Start();

        await using var server = await TestServer.StartAsync();

        Assert.Contains(durations, duration => duration.Name == "onlineml.model.predict");
        Assert.Contains(durations, duration => duration.Name == "onlineml.requests.duration");
        Assert.All(durations, duration => Assert.Equal(bounds, duration.Advice?.HistogramBucketBoundaries));
    }

    // An activity has no description behind its name.
    [GeneratedRegex("\\w+(<\\w+>)?\\(\"(?<name>onlineml\\.[a-z_.]+)\",", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instrument();
}
