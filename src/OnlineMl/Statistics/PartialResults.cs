using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The results over the parts of a window: of the rows that came last, and of every tail of the rows before them, which are settled.</summary>
/// <remarks>When the last settled row has left, all that there are become settled, from the newest to the oldest; a row is so taken in twice, whatever the size of
/// the window. The two stacks of Tangwongsan, Hirzel and Schneider, DEBS (2017). The component that is kept over the window is always left with the
/// result over all of it.</remarks>
internal sealed class PartialResults : IStateful
{
    private readonly IPartial _whole;
    private readonly int _width;
    private double[] _recent;
    private double[] _tails = [];
    private int _settled;

    public PartialResults(IPartial whole)
    {
        _whole = whole;
        _width = whole.Figures;
        _recent = new double[_width];
    }

    /// <summary>How many of the oldest rows are settled.</summary>
    public int Settled => _settled;

    /// <summary>Leaves the component with the result over the rows that came last, so that it can take in one more.</summary>
    public void Open() => _whole.Write(_recent);

    /// <summary>Notes the result over the rows that came last, after one more.</summary>
    public void Close()
    {
        _whole.Read(_recent);
        Show();
    }

    /// <summary>Leaves the component as if nothing had come, so that it can take in the rows to be settled, the newest first.</summary>
    public void BeginSettling()
    {
        _settled = 0;
        Array.Clear(_recent);
        _whole.Write(_recent);
    }

    /// <summary>Notes that a row was taken in.</summary>
    public void Settle()
    {
        var start = _settled++ * _width;
        if (start == _tails.Length)
        {
            Array.Resize(ref _tails, Math.Max(8 * _width, start * 2));
        }

        _whole.Read(_tails.AsSpan(start, _width));
    }

    /// <summary>Lets the oldest row go, which must be settled.</summary>
    public void Drop() => _settled--;

    /// <summary>Leaves the component with the result over everything.</summary>
    public void Show()
    {
        _whole.Write(_recent);
        if (_settled > 0)
        {
            _whole.Merge(_tails.AsSpan((_settled - 1) * _width, _width));
        }
    }

    /// <summary>The result over the rows that came last, to be resumed when the others are settled anew.</summary>
    public double[] TakeRecent() => [.. _recent];

    /// <summary>Sets the result over the rows that came last, after the others were settled anew.</summary>
    public void Resume(double[] recent)
    {
        _recent = recent;
        Show();
    }

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            // States of before have neither: everything is settled then.
            _settled = -1;
            _recent = new double[_width];
        }

        state.Field("settled", ref _settled, WholeRange.AtLeast(-1));
        state.Field("recent", ref _recent, _width, NumberRange.Any);
    }
}
