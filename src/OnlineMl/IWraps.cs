using OnlineMl.State;

namespace OnlineMl;

/// <summary>A model around another one, which can explain or tell an interval only where that one can.</summary>
internal interface IWraps
{
    /// <summary>The model inside, or the prototype of those.</summary>
    IStateful Wrapped { get; }
}
