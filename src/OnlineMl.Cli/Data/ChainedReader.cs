using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Data;

/// <summary>Reads one table after the other as if they were one; what the columns of the first are, those of the others are, too.</summary>
/// <param name="count">How many there are.</param>
/// <param name="open">Opens one of them, with what is known of the columns.</param>
internal sealed class ChainedReader(int count, Func<int, ColumnSchema?, ITableReader> open) : ITableReader
{
    private readonly List<ReadingNote> _notes = [];
    private ITableReader _reader = open(0, null);
    private long _skipped;
    private int _next = 1;

    public bool HasFixedFeatures => false;

    public ColumnSchema Schema => _reader.Schema;

    public IReadOnlyList<ReadingNote> Notes => [.. _notes, .. _reader.Notes];

    public long SkippedRows => _skipped + _reader.SkippedRows;

    public double Weight => _reader.Weight;

    public bool IsWeighted => _reader.IsWeighted;

    public string? Tag => _reader.Tag;

    public bool TryRead(FeatureVector x, out Target target)
    {
        while (!_reader.TryRead(x, out target))
        {
            if (_next == count)
            {
                return false;
            }

            var known = _reader.Schema;
            _notes.AddRange(_reader.Notes);
            _skipped += _reader.SkippedRows;
            _reader.Dispose();
            _reader = open(_next++, known);
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();
}
