using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Classification;

/// <summary>A classifier that knows just two classes: one positive, one negative.</summary>
/// <remarks>It is taught false and true, 0 and 1, or -1 and 1. A <see cref="Model"/> around it takes any two labels.</remarks>
public interface IBinaryClassifier : IClassifier
{
}
