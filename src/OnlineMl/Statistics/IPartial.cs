namespace OnlineMl.Statistics;

/// <summary>A statistic or a metric whose result over a window is put together from the results over parts of it.</summary>
/// <remarks>A result is a few numbers, which are all 0 while nothing was taken in. Nothing is ever taken back, so that what leaves a window
/// leaves no trace in its result.</remarks>
internal interface IPartial
{
    /// <summary>How many numbers a result is.</summary>
    int Figures { get; }

    /// <summary>Copies the result out.</summary>
    void Read(Span<double> figures);

    /// <summary>Takes a result's place.</summary>
    void Write(ReadOnlySpan<double> figures);

    /// <summary>Puts the result over another part to the own one.</summary>
    void Merge(ReadOnlySpan<double> figures);
}
