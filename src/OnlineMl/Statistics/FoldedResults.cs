using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The results over the parts of a window, of one kind.</summary>
internal sealed class FoldedResults<TResult, TFold>(TFold fold) : PartialResults
    where TResult : unmanaged
    where TFold : struct, IFold<TResult>
{
    private TResult _recent;
    private TResult[] _tails = [];

    public override void Take(ReadOnlySpan<double> row) => fold.Take(ref _recent, row);

    public override void Slide(RowWindow rows, ReadOnlySpan<double> row)
    {
        if (Settled == 0)
        {
            Settle(rows, rows.Count);
        }

        Settled--;
        rows.Slide(row);
        fold.Take(ref _recent, row);
    }

    public override void BeginSettling(int count, int rows)
    {
        if (count == rows)
        {
            _recent = default;
        }

        Settled = 0;
        if (_tails.Length < count)
        {
            _tails = new TResult[Math.Max(8, count)];
        }
    }

    public override void Settle(ReadOnlySpan<double> row)
    {
        var result = Settled > 0 ? _tails[Settled - 1] : default;
        fold.Take(ref result, row);
        _tails[Settled++] = result;
    }

    public override void Settle(RowWindow rows, int count)
    {
        BeginSettling(count, rows.Count);
        rows.Oldest(count, out var older, out var newer);
        var result = default(TResult);
        var tails = _tails.AsSpan(0, count);
        Settle(ref result, newer, rows.Columns, tails);
        Settle(ref result, older, rows.Columns, tails[(newer.Length / rows.Columns)..]);
        Settled = count;
    }

    public override void Show()
    {
        var result = _recent;
        if (Settled > 0)
        {
            fold.Merge(ref result, in _tails[Settled - 1]);
        }

        fold.Show(in result);
    }

    private void Settle(ref TResult result, ReadOnlySpan<double> rows, int columns, Span<TResult> tails)
    {
        var take = fold;
        var running = result;
        var start = rows.Length - columns;
        for (var i = 0; i < tails.Length && start >= 0; i++, start -= columns)
        {
            take.Take(ref running, rows.Slice(start, columns));
            tails[i] = running;
        }

        result = running;
    }

    private protected override void DescribeRecent(StateArchive state)
    {
        if (state.IsLoading)
        {
            _recent = default;
        }

        var recent = Figures.Of(ref _recent).ToArray();
        state.Field("recent", ref recent, recent.Length, NumberRange.Any);
        recent.CopyTo(Figures.Of(ref _recent));
    }
}
