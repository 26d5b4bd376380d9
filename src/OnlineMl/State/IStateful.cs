namespace OnlineMl.State;

/// <summary>Something that remembers what it learned.</summary>
/// <remarks>The one description below serves saving, loading, cloning, hashing, measuring and inspecting. It names what is
/// learned; hyperparameters belong to the model's spec, so that an object is built from its spec first and then filled.</remarks>
public interface IStateful
{
    /// <summary>Names every learned field to the archive, in a fixed order. What it does not name is not remembered.</summary>
    void Describe(StateArchive state);
}
