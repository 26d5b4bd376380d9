using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Neighbors;

/// <summary>Keeps a window of examples and finds those that are nearest to a new one.</summary>
public interface INeighborSearch : IStateful
{
    /// <summary>How many examples the window holds at most. Slots are numbered from 0 to one less.</summary>
    int Capacity { get; }

    /// <summary>How many examples the window holds. Until it is full, they are in the first slots.</summary>
    int Count { get; }

    /// <summary>Puts an example into the window, in place of the oldest one when it is full. New features get their names once nothing of it can be
    /// refused any more.</summary>
    /// <returns>The slot of the example.</returns>
    int Append(FeatureVector x);

    /// <summary>The nearest examples, the nearest first, of equally near ones the newer first. Changes nothing that is learned.</summary>
    /// <param name="x">The example to search from.</param>
    /// <param name="count">How many to find; fewer when the window holds fewer.</param>
    /// <param name="includeTies">Whether all examples as near as the last one found are found, too.</param>
    /// <returns>A buffer that the next search reuses.</returns>
    ReadOnlySpan<Neighbor> Search(FeatureVector x, int count, bool includeTies = false);
}
