using System.Diagnostics;
using OnlineMl.Features;

namespace OnlineMl.Datasets.Cells;

/// <summary>A column of dates and times.</summary>
internal sealed class TimePartsColumn(string name, ColumnRule rule, IReadOnlyList<string> columns, MissingMarkers missing, ReadingLog log) : FeatureColumn(name)
{
    private static readonly TimeParts[] Each = [TimeParts.Year, TimeParts.Month, TimeParts.Weekday, TimeParts.Hour, TimeParts.Day];

    private readonly TimeParts[] _parts = [.. Each.Where(part => rule.Parts.HasFlag(part))];

    public override IReadOnlyList<string> FeatureNames { get; } = [.. Each.Where(part => rule.Parts.HasFlag(part)).Select(part => NameOf(name, part, columns))];

    public override void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line)
    {
        if (missing.Match(cell))
        {
            return;
        }

        if (!WrittenTimes.TryRead(cell, rule.Times, out var moment))
        {
            log.Note(Name, line, cell, "is no date or time as the others are; such values count as missing");
            return;
        }

        for (var i = 0; i < _parts.Length; i++)
        {
            x.Add(ids[i], ValueOf(moment, _parts[i]));
        }
    }

    private static double ValueOf(DateTime moment, TimeParts part) => part switch
    {
        TimeParts.Year => moment.Year,
        TimeParts.Month => moment.Month,
        TimeParts.Weekday => ((int)moment.DayOfWeek + 6) % 7 + 1,
        TimeParts.Hour => moment.TimeOfDay.TotalHours,
        TimeParts.Day => (moment.Date - DateTime.UnixEpoch).Days,
        _ => throw new UnreachableException($"{part} is no part of a time."),
    };

    private static string NameOf(string name, TimeParts part, IReadOnlyList<string> columns)
    {
        var full = $"{name}_{part.ToString().ToLowerInvariant()}";
        while (columns.Contains(full, StringComparer.Ordinal))
        {
            full += "_";
        }

        return full;
    }
}
