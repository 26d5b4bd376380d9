namespace OnlineMl.Catalog;

/// <summary>A component that can say about how much memory its parameters imply, so that a spec that asks for too much is refused
/// before anything of it is made.</summary>
/// <remarks>Whatever has a parameter that counts something to be held implements it: trees, clusters, windows, hashed weights, copies of
/// another component. A component without it is taken for the sum of the components among its parameters. Its constructors and
/// setters must not take the memory themselves, but the first example that needs it.
/// <example><code>
/// double ISized.EstimateBytes(int classes) => NModels * ComponentSize.Of(Model, classes);
/// </code></example></remarks>
public interface ISized
{
    /// <summary>About how many bytes the component takes once it has learned a few examples, with the components that it holds.
    /// Above 0; a number beyond any memory is a good answer.</summary>
    /// <param name="classes">How many classes it has learned; at least 2.</param>
    double EstimateBytes(int classes);
}
