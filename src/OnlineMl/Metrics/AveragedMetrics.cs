using OnlineMl.Catalog;

#pragma warning disable MA0048 // A table of three averages by five scores reads better in one place than in fifteen.
namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their harmonic mean of precision and recall.</summary>
[Component("MacroF1")]
public sealed class MacroF1() : AveragedMetric(Averaging.Macro, ClassScores.FBeta, 1);

/// <summary>The mean over the classes of their weighted harmonic mean of precision and recall.</summary>
/// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
[Component("MacroFBeta")]
public sealed class MacroFBeta(double beta) : AveragedFBeta(Averaging.Macro, beta);

/// <summary>The mean over the classes of their Jaccard index: right predictions of a class over its examples and predictions together.</summary>
[Component("MacroJaccard")]
public sealed class MacroJaccard() : AveragedMetric(Averaging.Macro, ClassScores.Jaccard);

/// <summary>The mean over the classes of their precision: the share of a class's predictions that are right.</summary>
[Component("MacroPrecision")]
public sealed class MacroPrecision() : AveragedMetric(Averaging.Macro, ClassScores.Precision);

/// <summary>The mean over the classes of their recall: the share of a class's examples that were recognised.</summary>
[Component("MacroRecall")]
public sealed class MacroRecall() : AveragedMetric(Averaging.Macro, ClassScores.Recall);

/// <summary>The harmonic mean of precision and recall, with all predictions counted together.</summary>
[Component("MicroF1")]
public sealed class MicroF1() : AveragedMetric(Averaging.Micro, ClassScores.FBeta, 1);

/// <summary>The weighted harmonic mean of precision and recall, with all predictions counted together.</summary>
/// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
[Component("MicroFBeta")]
public sealed class MicroFBeta(double beta) : AveragedFBeta(Averaging.Micro, beta);

/// <summary>The Jaccard index: right predictions of a class over its examples and predictions together, with all predictions counted together.</summary>
[Component("MicroJaccard")]
public sealed class MicroJaccard() : AveragedMetric(Averaging.Micro, ClassScores.Jaccard);

/// <summary>The precision: the share of a class's predictions that are right, with all predictions counted together.</summary>
[Component("MicroPrecision")]
public sealed class MicroPrecision() : AveragedMetric(Averaging.Micro, ClassScores.Precision);

/// <summary>The recall: the share of a class's examples that were recognised, with all predictions counted together.</summary>
[Component("MicroRecall")]
public sealed class MicroRecall() : AveragedMetric(Averaging.Micro, ClassScores.Recall);

/// <summary>The mean over the classes, weighted by their examples, of their harmonic mean of precision and recall.</summary>
[Component("WeightedF1")]
public sealed class WeightedF1() : AveragedMetric(Averaging.Weighted, ClassScores.FBeta, 1);

/// <summary>The mean over the classes, weighted by their examples, of their weighted harmonic mean of precision and recall.</summary>
/// <param name="beta">How many times as much recall counts as precision, as a square root. Range (0, ∞).</param>
[Component("WeightedFBeta")]
public sealed class WeightedFBeta(double beta) : AveragedFBeta(Averaging.Weighted, beta);

/// <summary>The mean over the classes, weighted by their examples, of their Jaccard index: right predictions of a class over its examples and predictions together.</summary>
[Component("WeightedJaccard")]
public sealed class WeightedJaccard() : AveragedMetric(Averaging.Weighted, ClassScores.Jaccard);

/// <summary>The mean over the classes, weighted by their examples, of their precision: the share of a class's predictions that are right.</summary>
[Component("WeightedPrecision")]
public sealed class WeightedPrecision() : AveragedMetric(Averaging.Weighted, ClassScores.Precision);

/// <summary>The mean over the classes, weighted by their examples, of their recall: the share of a class's examples that were recognised.</summary>
[Component("WeightedRecall")]
public sealed class WeightedRecall() : AveragedMetric(Averaging.Weighted, ClassScores.Recall);
