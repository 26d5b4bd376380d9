using System.Globalization;
using System.Text;

namespace OnlineMl.FeatureExtraction;

/// <summary>A table from code points to texts, as <c>tests/python/unicode_tables.py</c> writes it.</summary>
internal sealed class UnicodeRuns
{
    private readonly int[] _firsts;
    private readonly Run[] _runs;

    private UnicodeRuns(List<Run> runs)
    {
        _runs = [.. runs];
        _firsts = Array.ConvertAll(_runs, run => run.First);
    }

    /// <summary>Reads a table of this assembly.</summary>
    public static UnicodeRuns Read(string name)
    {
        using var stream = typeof(UnicodeRuns).Assembly.GetManifestResourceStream(name) ??
            throw new InvalidOperationException($"The assembly lacks its table {name}.");
        using var reader = new StreamReader(stream);
        var runs = new List<Run>();
        while (reader.ReadLine() is { } line)
        {
            runs.Add(Parse(line));
        }

        return new UnicodeRuns(runs);
    }

    /// <summary>Appends what a code point becomes.</summary>
    /// <returns>False when the table does not have it.</returns>
    public bool TryAppend(Rune rune, StringBuilder output)
    {
        var place = Array.BinarySearch(_firsts, rune.Value);
        var run = _runs[Math.Max(0, place >= 0 ? place : ~place - 1)];
        var distance = rune.Value - run.First;
        if (distance < 0 || rune.Value > run.Last || distance % run.Step != 0)
        {
            return false;
        }

        output.Append(run.IsSequence ? new Rune(run.Value + distance).ToString() : run.Text);
        return true;
    }

    private static Run Parse(string line)
    {
        var parts = line.Split(' ');
        var isSequence = parts[0].EndsWith('+');
        var span = parts[0].TrimEnd('+');
        var step = span.EndsWith("/2", StringComparison.Ordinal) ? 2 : 1;
        var ends = Array.ConvertAll((step == 2 ? span[..^2] : span).Split('-'), Point);
        var text = string.Concat(parts.Skip(1).Select(point => new Rune(Point(point)).ToString()));
        return new Run(ends[0], ends[^1], step, isSequence, isSequence ? Point(parts[1]) : 0, text);
    }

    private static int Point(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct Run(int First, int Last, int Step, bool IsSequence, int Value, string Text);
}
