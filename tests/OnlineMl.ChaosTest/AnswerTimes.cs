using System.Globalization;
using System.Text;

namespace OnlineMl.ChaosTest;

/// <summary>How long callers waited behind each kind of event until each model had answered through each server that was asked.</summary>
internal sealed class AnswerTimes
{
    private readonly SortedDictionary<string, List<(TimeSpan Time, int Refused)>> _times = new(StringComparer.Ordinal);

    public void Add(string kind, TimeSpan time, int refused)
    {
        if (!_times.TryGetValue(kind, out var times))
        {
            _times[kind] = times = [];
        }

        times.Add((time, refused));
    }

    /// <summary>A table in Markdown.</summary>
    public override string ToString()
    {
        var table = new StringBuilder("| Event | Count | Answers after, median | worst | Attempts refused, median | worst |\n|---|---|---|---|---|---|\n");
        foreach (var (kind, times) in _times)
        {
            times.Sort();
            var refused = times.Select(time => time.Refused).Order().ToList();
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {kind} | {times.Count} | {times[times.Count / 2].Time.TotalSeconds:F1} s | {times[^1].Time.TotalSeconds:F1} s | {refused[refused.Count / 2]} | {refused[^1]} |\n");
        }

        return table.ToString();
    }
}
