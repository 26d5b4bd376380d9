using OnlineMl.Datasets.Cells;
using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>Reads examples from lines that name each feature themselves.</summary>
internal abstract class SparseReader : ITableReader
{
    private const int SampleSize = 1000;
    private const int ShownColumns = 1000;

    private readonly ColumnTypes _types;
    private readonly LineBuffer _buffer;
    private readonly TargetCells? _targets;
    private int _position;

    private protected SparseReader(Stream stream, ColumnTypes types)
    {
        _types = types;
        if (types.Options.Weight is { } weight)
        {
            throw new DataFormatException($"The data have no column '{weight}' of weights; their format has none, or a place of its own for them.");
        }

        Log = new ReadingLog(types.Options);
        _buffer = new LineBuffer(stream);
        if (_buffer.Advance(0))
        {
            _position = _buffer.SkipByteOrderMark();
            DecideOnTarget();
        }

        _targets = types.Options.Target is null ? null : new TargetCells(types, Log);
    }

    public bool HasFixedFeatures => false;

    public ColumnSchema Schema => new([], _types);

    public IReadOnlyList<ReadingNote> Notes => Log.Notes;

    public long SkippedRows { get; private set; }

    public double Weight { get; protected set; } = 1;

    public virtual bool IsWeighted => false;

    public virtual string? Tag => null;

    protected ReadingLog Log { get; }

    protected long Line { get; private set; }

    public static TableDescription Describe(SparseReader reader, long maxRows)
    {
        using (reader)
        {
            var columns = new Dictionary<string, ColumnStatistics>(StringComparer.Ordinal);
            var x = new FeatureVector();
            var rows = 0L;
            while (rows < maxRows && reader.TryRead(x, out _))
            {
                rows++;
                foreach (var feature in x)
                {
                    if (!columns.TryGetValue(feature.Name, out var column) && columns.Count < ShownColumns)
                    {
                        columns.Add(feature.Name, column = new ColumnStatistics(feature.Name, reader._types));
                    }

                    column?.Add(System.Text.Encoding.UTF8.GetBytes(feature.Text ?? feature.Number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
                }
            }

            return new TableDescription(rows, [.. columns.Values.Select(column => column.Report([], rows))]);
        }
    }

    public bool TryRead(FeatureVector x, out Target target)
    {
        ArgumentNullException.ThrowIfNull(x);
        target = default;
        while (TryNextLine(out var line))
        {
            x.Clear();
            if (line.IsEmpty)
            {
                continue;
            }

            var label = Read(line, x);
            if (_targets is null || _targets.TryRead(label, Line, out target))
            {
                return true;
            }

            SkippedRows++;
        }

        x.Clear();
        return false;
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Reads the features of a line.</summary>
    /// <returns>Its label.</returns>
    protected abstract ReadOnlySpan<byte> Read(ReadOnlySpan<byte> line, FeatureVector x);

    /// <summary>The label of a line.</summary>
    protected abstract ReadOnlySpan<byte> LabelOf(ReadOnlySpan<byte> line);

    /// <summary>What stands before a separator, which is taken with it.</summary>
    protected static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t"u8);
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return word;
    }

    /// <summary>Adds a number to a feature; several of one name add up.</summary>
    protected void Add(FeatureVector x, ReadOnlySpan<byte> name, double number)
    {
        int id;
        try
        {
            id = x.Resolve(name);
        }
        catch (ArgumentException)
        {
            Log.Note("", Line, name, "can be no name of a feature; such features are left out");
            return;
        }

        var position = x.Space.HashBits == 0 ? x.IndexOf(id) : -1;
        var sum = position < 0 ? number : x.Numbers[position] + number;
        if (!double.IsFinite(sum))
        {
            Log.Note("", Line, name, "has no finite number; such features are left out");
        }
        else if (position >= 0)
        {
            x.SetNumber(position, sum);
        }
        else
        {
            x.Add(id, sum);
        }
    }

    private bool TryNextLine(out ReadOnlySpan<byte> line)
    {
        if (!_buffer.TryNextLine(ref _position, out line))
        {
            return false;
        }

        line = line.Trim(" \t\r"u8);
        Line++;
        return true;
    }

    private void DecideOnTarget()
    {
        if (_types.Options.Target is not { } target)
        {
            return;
        }

        if (_types.Options.WaitsForSample)
        {
            _buffer.ReadAhead(SampleSize);
        }

        var profile = new ColumnProfile(target, _types.MissingIn(target));
        var rest = _buffer.Bytes.AsSpan(_position, _buffer.LinesEnd - _position);
        for (var row = 0; row < SampleSize && rest.IndexOf((byte)'\n') is >= 0 and var end; row++)
        {
            if (rest[..end].Trim(" \t\r"u8) is { IsEmpty: false } line)
            {
                profile.Add(LabelOf(line));
            }

            rest = rest[(end + 1)..];
        }

        _types.Decide(profile, prefersCommas: false);
    }
}
