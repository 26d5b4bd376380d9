using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Drift;

/// <summary>A detector that never finds drift, for switching detection off where a detector is asked for.</summary>
/// <remarks><example><code>
/// var detector = new NoDrift();
/// detector.Update(1);
/// </code></example></remarks>
[Component("NoDrift")]
public sealed class NoDrift : IDriftDetector
{
    /// <inheritdoc/>
    public bool DriftDetected => false;

    /// <inheritdoc/>
    public void Update(double value) => DetectorInput.Check(value, "NoDrift");

    void IStateful.Describe(StateArchive state)
    {
    }
}
