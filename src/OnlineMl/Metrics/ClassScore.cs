namespace OnlineMl.Metrics;

/// <summary>A score of one class.</summary>
/// <param name="right">The weight of the right predictions of the class.</param>
/// <param name="actual">The weight of its examples.</param>
/// <param name="predicted">The weight of its predictions.</param>
/// <param name="parameter">What else the score depends on.</param>
internal delegate double ClassScore(double right, double actual, double predicted, double parameter);
