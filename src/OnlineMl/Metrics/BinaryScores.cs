using OnlineMl.Catalog;

#pragma warning disable MA0048 // A table of scores of the positive class reads better in one place than in five.
namespace OnlineMl.Metrics;

/// <summary>The precision: the share of a class's predictions that are right, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Precision")]
public sealed class Precision() : BinaryScore(ClassScores.Precision);

/// <summary>The recall: the share of a class's examples that were recognised, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Recall")]
public sealed class Recall() : BinaryScore(ClassScores.Recall);

/// <summary>The Jaccard index: right predictions of a class over its examples and predictions together, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Jaccard")]
public sealed class Jaccard() : BinaryScore(ClassScores.Jaccard);

/// <summary>The harmonic mean of precision and recall of the positive class. 0 where there is nothing to divide by.</summary>
[Component("F1")]
public sealed class F1() : BinaryScore(ClassScores.FBeta, 1);

/// <summary>The weighted harmonic mean of precision and recall of the positive class. 0 where there is nothing to divide by.</summary>
/// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
[Component("FBeta")]
public sealed class FBeta(double beta) : BinaryScore(ClassScores.FBeta, Require.Positive(beta))
{
    /// <summary>How many times as much recall counts as precision, as a square root. Range (0, ∞).</summary>
    public double Beta => Parameter;
}
