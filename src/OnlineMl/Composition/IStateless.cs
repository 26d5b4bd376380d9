using OnlineMl.Mixing;

namespace OnlineMl.Composition;

/// <summary>A transformer that learns nothing, so that an example looks the same before and after it was learned.</summary>
internal interface IStateless : ITransformer, IMergeable
{
    void IMergeable.Merge(Shares shares)
    {
    }
}
