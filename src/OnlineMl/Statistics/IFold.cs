namespace OnlineMl.Statistics;

/// <summary>How the result over a window is put together from the results over parts of it.</summary>
/// <remarks>Folds are structures, so that the loops over them are compiled for each with its operations in place.</remarks>
/// <typeparam name="TResult">A result: a few numbers, which are all 0 while nothing was taken in.</typeparam>
internal interface IFold<TResult>
    where TResult : unmanaged
{
    /// <summary>Takes a row of a window into a result.</summary>
    void Take(ref TResult result, ReadOnlySpan<double> row);

    /// <summary>Puts the result over another part to a result.</summary>
    void Merge(ref TResult result, in TResult other);

    /// <summary>Gives the component that is kept over the window the result over all of it.</summary>
    void Show(in TResult result);
}
