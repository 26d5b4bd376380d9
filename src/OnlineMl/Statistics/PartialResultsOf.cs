using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The results over the parts of a window, of one kind.</summary>
internal sealed class PartialResults<TResult, TFold>(TFold fold) : PartialResults
    where TResult : unmanaged
    where TFold : struct, IFold<TResult>
{
    private TResult _recent;
    private TResult[] _tails = [];

    public override void Take(ReadOnlySpan<double> row) => fold.Take(ref _recent, row);

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
        var tails = _tails.AsSpan(0, count);
        var result = default(TResult);
        for (var i = 0; i < tails.Length; i++)
        {
            fold.Take(ref result, rows[count - 1 - i]);
            tails[i] = result;
        }

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
