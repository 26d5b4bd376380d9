using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Bandits;

/// <summary>A model that chooses one of several arms and learns from the reward that the choice brought.</summary>
public interface IPolicy : IStateful
{
    /// <summary>The arms that it chooses from when none are named; empty when it knows none.</summary>
    IReadOnlyList<Label> Arms { get; }

    /// <summary>Chooses an arm. Unlike a prediction it may change the model, which draws random numbers and counts: whoever repeats what a model
    /// has learned repeats the pulls, too.</summary>
    /// <param name="x">The context; may be empty.</param>
    /// <param name="arms">The arms to choose from; at least one.</param>
    Label Pull(FeatureVector x, IReadOnlyList<Label> arms);

    /// <summary>Learns the reward of an arm.</summary>
    /// <param name="x">The context in which the arm was chosen.</param>
    /// <param name="arm">The arm.</param>
    /// <param name="reward">The reward; finite.</param>
    /// <param name="weight">How much it counts; finite and at least 0, and 0 changes nothing.</param>
    void Learn(FeatureVector x, Label arm, double reward, double weight = 1);
}
