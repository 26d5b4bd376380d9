namespace OnlineMl.State;

/// <summary>A part of a model that can take back what it learned of the last example, bit for bit, at less than the cost of a copy.</summary>
/// <remarks>Whatever learns with several parts marks them all before, so that an example that one part refuses leaves no trace in those
/// that have learned it already. A part without this has a twin that learns every example that was kept.</remarks>
internal interface IReversible : IStateful
{
    /// <summary>Keeps what is learned from now on apart, so that it can be taken back.</summary>
    void Mark();

    /// <summary>Lets what was learned since the mark stay.</summary>
    void Release();

    /// <summary>Goes back to the mark.</summary>
    void TakeBack();
}
