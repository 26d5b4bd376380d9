namespace OnlineMl.Metrics;

/// <summary>A metric of sums of weights, which are exact while the weights are whole numbers and counted anew where they are not.</summary>
internal interface IRecountable
{
    /// <summary>Forgets every prediction.</summary>
    void Clear();

    /// <summary>Whether the predictions that were counted can be those in a window.</summary>
    bool Holds(ClassificationWindow window);
}
