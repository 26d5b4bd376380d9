using System.Globalization;
using System.Text;

namespace OnlineMl.ChaosTest;

/// <summary>How long callers waited behind each kind of event until each model had answered through each server that was asked.</summary>
internal sealed class AnswerTimes
{
    public const string Killed = "a server is killed";

    public const string Frozen = "a server is frozen";

    public const string AllKilled = "all servers are killed and started again";

    public const string ToldToEnd = "a server is told to end";

    public const string Exchanged = "a server is exchanged for another build";

    // What is wanted of a machine that does nothing else.
    private static readonly Dictionary<string, TimeSpan> Limits = new(StringComparer.Ordinal)
    {
        [Killed] = TimeSpan.FromSeconds(2),
        [Frozen] = TimeSpan.FromSeconds(3),
        [AllKilled] = TimeSpan.FromSeconds(20),
    };

    private static readonly string[] WithoutFailure = [ToldToEnd, Exchanged];

    private readonly SortedDictionary<string, List<(TimeSpan Time, int Refused)>> _times = new(StringComparer.Ordinal);

    public void Add(string kind, TimeSpan time, int refused)
    {
        if (!_times.TryGetValue(kind, out var times))
        {
            _times[kind] = times = [];
        }

        times.Add((time, refused));
    }

    /// <summary>What took longer than is wanted, and calls that failed where none may.</summary>
    /// <param name="allowance">How many times longer it may take, as on a machine that does other things, too.</param>
    public IReadOnlyList<string> FindBroken(double allowance)
    {
        var broken = new List<string>();
        foreach (var (kind, times) in _times)
        {
            var (worst, refused) = (times.Max(time => time.Time), times.Max(time => time.Refused));
            if (Limits.TryGetValue(kind, out var limit) && worst > limit * allowance)
            {
                broken.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"When {kind}, answers came after {worst.TotalSeconds:F1} s; {limit.TotalSeconds:F0} s are wanted, of which {allowance:0.##} times are allowed here."));
            }

            if (WithoutFailure.Contains(kind, StringComparer.Ordinal) && refused > 0)
            {
                broken.Add(string.Create(CultureInfo.InvariantCulture, $"When {kind}, {refused} calls failed; none may."));
            }
        }

        return broken;
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
