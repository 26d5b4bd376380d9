using System.Text.Json;
using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>The first lines of JSON objects: which members are dates and times, and of what type the target is.</summary>
internal static class JsonLinesHead
{
    private const int SampleSize = 1000;

    /// <summary>Looks at the first lines and decides on their members.</summary>
    /// <returns>The members of which something is told or was found.</returns>
    public static string[] Decide(LineBuffer buffer, ColumnTypes types)
    {
        if (!buffer.Advance(0))
        {
            return [.. types.ToldColumns];
        }

        var start = buffer.SkipByteOrderMark();
        if (types.Options.WaitsForSample)
        {
            buffer.ReadAhead(SampleSize);
        }

        var decided = new List<string>();
        foreach (var profile in Profiles(buffer.Bytes.AsSpan(start, buffer.LinesEnd - start), types))
        {
            var isTold = types.ToldRule(profile.Name) is not null;
            if (isTold || (!types.Options.KeepsCells && profile.Values > 0 && Guess(profile, types) is not null))
            {
                types.Decide(profile, prefersCommas: false);
                decided.Add(profile.Name);
            }
        }

        return [.. types.ToldColumns.Union(decided, StringComparer.Ordinal)];
    }

    /// <summary>What was found out that the values do not say themselves.</summary>
    private static ColumnRule? Guess(ColumnProfile profile, ColumnTypes types)
    {
        var keepsTimes = types.Options.WholeTimes.Contains(profile.Name, StringComparer.Ordinal);
        var rule = profile.Guess(prefersCommas: false, keepsTimes);
        return (rule.Kind == ColumnKind.Time && profile.Quoted == profile.Values) || (rule.Kind == ColumnKind.Number && profile.Quoted > 0 && profile.Quoted < profile.Values)
            ? rule
            : null;
    }

    private static Dictionary<string, ColumnProfile>.ValueCollection Profiles(ReadOnlySpan<byte> text, ColumnTypes types)
    {
        var profiles = new Dictionary<string, ColumnProfile>(StringComparer.Ordinal);
        for (var row = 0; row < SampleSize && text.IndexOf((byte)'\n') is >= 0 and var end; row++)
        {
            try
            {
                Sample(text[..end], profiles, types);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The reader says what is wrong when it comes to this line.
            }

            text = text[(end + 1)..];
        }

        return profiles.Values;
    }

    private static void Sample(ReadOnlySpan<byte> line, Dictionary<string, ColumnProfile> profiles, ColumnTypes types)
    {
        if (line.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        JsonCells.Each(line, (name, cell, isQuoted) =>
        {
            if (!profiles.TryGetValue(name, out var profile))
            {
                profiles.Add(name, profile = new ColumnProfile(name, types.MissingIn(name)));
            }

            profile.Add(cell, isQuoted);
        });
    }
}
