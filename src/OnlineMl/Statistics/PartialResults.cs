using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The results over the parts of a window: of the rows that came last, and of every tail of the rows before them, which are settled.</summary>
/// <remarks>When the last settled row has left, all that there are become settled, from the newest to the oldest; a row is so taken in twice, whatever the size of
/// the window. The two stacks of Tangwongsan, Hirzel and Schneider, DEBS (2017).</remarks>
internal abstract class PartialResults : IStateful
{
    private int _settled;

    /// <summary>How many of the oldest rows are settled; -1 where a state of before does not say it.</summary>
    public int Settled
    {
        get => _settled;
        protected set => _settled = value;
    }

    /// <summary>Takes in one more row.</summary>
    public abstract void Take(ReadOnlySpan<double> row);

    /// <summary>Takes in one more row in the place of the oldest of a window.</summary>
    public abstract void Slide(RowWindow rows, ReadOnlySpan<double> row);

    /// <summary>Forgets what is settled, so that rows can be settled anew, and also what came last if that is among them.</summary>
    /// <param name="count">How many of the oldest rows are going to be settled.</param>
    /// <param name="rows">How many rows there are.</param>
    public abstract void BeginSettling(int count, int rows);

    /// <summary>Settles a row, the newest first.</summary>
    public abstract void Settle(ReadOnlySpan<double> row);

    /// <summary>Settles the oldest rows of a window anew.</summary>
    public abstract void Settle(RowWindow rows, int count);

    /// <summary>Lets the oldest row go, which must be settled.</summary>
    public void Drop() => _settled--;

    /// <summary>Gives the component the result over everything.</summary>
    public abstract void Show();

    void IStateful.Describe(StateArchive state)
    {
        if (state.IsLoading)
        {
            // States of before have neither: everything is settled then.
            _settled = -1;
        }

        state.Field("settled", ref _settled, WholeRange.AtLeast(-1));
        DescribeRecent(state);
    }

    private protected abstract void DescribeRecent(StateArchive state);
}
