using System.Text;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Randomness;

namespace OnlineMl.Datasets.Cells;

/// <summary>Counts what the cells of a column are, in bounded memory.</summary>
internal sealed class ColumnStatistics(string name, ColumnTypes types)
{
    private const int LongestText = 40;
    private const int MostDistinct = 10_000;
    private const int MostCounted = 1000;
    private const int ShownValues = 5;
    private const int SampleSize = 2000;
    private const int Bins = 10;
    private const double LeastShareOfNumbers = 0.8;
    private const double FirstUnixTime = 6e8;
    private const double LastUnixTime = 4.2e9;

    private readonly ColumnProfile _profile = new(name, types.MissingIn(name));
    private readonly MissingMarkers _missing = types.MissingIn(name);
    private readonly ColumnRule _rule = types.RuleOf(name);
    private readonly HashSet<ulong> _distinct = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];
    private readonly List<double> _sample = [];
    private readonly RandomSource _random = new(1);
    private long _numbers;
    private bool _areWhole = true;
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;
    private string? _odd;

    public void Add(ReadOnlySpan<byte> cell, bool isQuoted = false)
    {
        _profile.Add(cell, isQuoted);
        if (_missing.Match(cell))
        {
            return;
        }

        if (_distinct.Count < MostDistinct && _distinct.Add(NameHash.Of(cell, 0)))
        {
            NoteNew(cell);
        }
        else if (_counts.Count > 0)
        {
            Count(cell);
        }

        if (TryMeasure(cell, out var number))
        {
            Note(number);
        }
        else
        {
            _odd ??= Shorten(cell);
        }
    }

    /// <param name="columns">All columns, whose names those of features must not be.</param>
    /// <param name="rows">How many rows there were.</param>
    public ColumnReport Report(IReadOnlyList<string> columns, long rows)
    {
        var rule = !_rule.IsOpen || _profile.Values == 0 ? _rule
            : _numbers == _profile.Values && _profile.Quoted < _profile.Values ? ColumnRule.PlainNumbers
            : new ColumnRule(ColumnKind.Category);
        var isTime = rule.Kind == ColumnKind.Time;
        var hasRange = _numbers > 0 && (isTime || _numbers == _profile.Values || rule.Kind == ColumnKind.Number);
        return new ColumnReport
        {
            Name = name,
            Kind = rule.Kind,
            Notation = isTime ? rule.Times : null,
            HasDecimalComma = rule.Numbers == NumberNotation.Comma,
            Features = rule.Kind < ColumnKind.Target ? FeatureColumn.Of(name, rule, columns, types, new ReadingLog(types.Options)).FeatureNames : [],
            Values = _profile.Values,
            Missing = rows - _profile.Values,
            Distinct = _distinct.Count,
            HasMoreValues = _distinct.Count >= MostDistinct,
            Minimum = hasRange && !isTime ? _least : null,
            Maximum = hasRange && !isTime ? _most : null,
            Earliest = hasRange && isTime ? DateTime.UnixEpoch.AddSeconds(_least) : null,
            Latest = hasRange && isTime ? DateTime.UnixEpoch.AddSeconds(_most) : null,
            Examples = _examples,
            Frequent = [.. _counts.Where(count => count.Value > 1).OrderByDescending(count => count.Value).Take(ShownValues)],
            Histogram = hasRange ? Histogram() : [],
            Hint = Hint(rule),
            Odd = _numbers > 0 ? _odd : null,
        };
    }

    private static string Shorten(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, LongestText * 4)]);
        return text.Length > LongestText ? string.Concat(text.AsSpan(0, LongestText), "…") : text;
    }

    private void NoteNew(ReadOnlySpan<byte> cell)
    {
        if (_examples.Count < ShownValues)
        {
            _examples.Add(Shorten(cell));
        }

        if (_distinct.Count <= MostCounted)
        {
            _counts[Encoding.UTF8.GetString(cell)] = 1;
        }
        else
        {
            _counts.Clear();
        }
    }

    private void Count(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell);
        if (_counts.TryGetValue(text, out var count))
        {
            _counts[text] = count + 1;
        }
    }

    /// <summary>The number of a cell, or the seconds of a moment.</summary>
    private bool TryMeasure(ReadOnlySpan<byte> cell, out double number)
    {
        if (_rule.Kind == ColumnKind.Time)
        {
            var isTime = WrittenTimes.TryRead(cell, _rule.Times, out var moment);
            number = (moment - DateTime.UnixEpoch).TotalSeconds;
            return isTime;
        }

        return (Numerics.DecimalParser.TryRead(cell, out number) && _rule.Numbers == NumberNotation.Point) || WrittenNumbers.TryRead(cell, _rule.Numbers, out number);
    }

    private void Note(double number)
    {
        _numbers++;
        _areWhole &= number == Math.Floor(number);
        _least = Math.Min(_least, number);
        _most = Math.Max(_most, number);
        if (_sample.Count < SampleSize)
        {
            _sample.Add(number);
        }
        else if (_random.NextDouble() * _numbers < SampleSize)
        {
            _sample[(int)(_random.NextDouble() * SampleSize)] = number;
        }
    }

    private int[] Histogram()
    {
        var bins = new int[Bins];
        var width = (_most - _least) / Bins;
        foreach (var number in _sample)
        {
            bins[width > 0 ? Math.Clamp((int)((number - _least) / width), 0, Bins - 1) : 0]++;
        }

        return bins;
    }

    private ColumnHint Hint(ColumnRule rule)
    {
        var isTold = types.ToldRule(name) is not null;
        return isTold || _profile.Values == 0 ? ColumnHint.None
            : rule.Kind == ColumnKind.Category && _numbers < _profile.Values && _numbers >= _profile.Values * LeastShareOfNumbers ? ColumnHint.MostlyNumbers
            : rule.Kind == ColumnKind.Time && _profile.IsOrderOpen && rule.Times == TimeNotation.MonthFirst ? ColumnHint.MonthOrDayFirst
            : rule.Kind == ColumnKind.Number && _areWhole && _distinct.Count > 1 && IsUnixTime() ? ColumnHint.MayBeUnixTime
            : rule.Kind == ColumnKind.Category && _distinct.Count == _profile.Values && _profile.Values > ShownValues ? ColumnHint.AllDifferent
            : ColumnHint.None;
    }

    private bool IsUnixTime()
    {
        var unit = _least >= FirstUnixTime * 1000 ? 1000.0 : 1;
        return _least >= FirstUnixTime * unit && _most <= LastUnixTime * unit;
    }
}
