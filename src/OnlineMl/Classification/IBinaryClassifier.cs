using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Classification;

/// <summary>A classifier that knows just two classes: one positive, one negative.</summary>
/// <remarks>A label counts as positive when <see cref="Label.IsPositive"/> says so. Text labels are not accepted.</remarks>
public interface IBinaryClassifier : IClassifier
{
}
