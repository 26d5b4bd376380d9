namespace OnlineMl.Parity;

/// <summary>Every rule by which a record is not compared.</summary>
public static class Exclusions
{
    /// <summary>The rules, for records that differ; the first that applies counts.</summary>
    public static IReadOnlyList<Exclusion> All { get; } =
    [
        new(
            "river draws the coordinates of centres in the order in which features come; here they hang on the seed and the feature's name",
            record => record.IsDrawn && Uses(record, "KMeans")),
        new(
            "river 0.8 draws a coordinate when its centre first learns the feature, today's river and this one when the feature first comes",
            Old("KMeans")),
        new("river numbers buckets with murmur hash and Python's hash; any even hash does", record => Uses(record, "FeatureHasher")),
        new("the order of equally distant neighbours is that of SciPy's k-d tree", record => record.IsDrawn && Uses(record, "KNNClassifier", "KNNRegressor")),
        new(
            "river 0.8 measures memory in bytes of Python objects, which decides what a tree deactivates",
            record => record.IsDrawn && Uses(record, "HoeffdingTreeClassifier", "HoeffdingTreeRegressor")),
        new(
            "today's detectors start afresh after a drift, and ADWIN's scan for a cut follows MOA",
            Old("ADWIN")),
        new("today's Page-Hinkley test is two-sided and its mean includes the current value", Old("PageHinkley")),
        new("today's EDDM measures distances from the previous error and counts its warm start in samples and errors", Old("EDDM")),
        new("before any class is known river 0.8 predicts the class None, which its metrics count", Old("NoChangeClassifier")),
        new(
            "in river 0.8 asking for the likelihood of a value writes the value down with weight 0 for the class, the child of a split there " +
            "starts with that class, and naive Bayes gives it the prior 1 instead of 0; 0.8 without this and the skip below gives the figures",
            record => IsOldBayesTree(record) && SplitsEarlyOnText(record),
            LargestDifference: 0.4),
        new(
            "naive Bayes leaves of river 0.8 skip a Gaussian likelihood that underflows to 0, which today's add as a logarithm; one that does so gives the figures",
            record => IsOldBayesTree(record) && Uses(record, "GaussianSplitter") && !SplitsEarlyOnText(record)),
        new(
            "the tree of image-segments in it has naive Bayes leaves, in which river 0.8 skips likelihoods that underflow to 0, and of equally " +
            "probable classes it predicts the one that came first",
            record => record.Id == "evaluate/protocol-check",
            LargestDifference: 0.003),
        new("river 0.8 adds a small constant to weighted sums", record => IsOldMetric(record) && record.IsWeighted && Uses(
            record, "Accuracy", "WeightedF1", "WeightedFBeta", "WeightedPrecision", "WeightedRecall")),
        new("river 0.8 divides by the number of samples where it means their weight", record => IsOldMetric(record) && record.IsWeighted && Uses(
            record, "CohenKappa", "KappaM", "KappaT")),
        new("river 0.8 divides by classes that were only predicted", record => IsOldMetric(record) && Uses(record, "BalancedAccuracy")),
        new("river 0.8 restarts an exponential mean whenever it is exactly 0", Old("AdaptiveStandardScaler")),
        new("river 0.8 gives the largest of nothing as minus infinity, which is no feature", record => !record.IsModern && Uses(record, "Agg", "TargetAgg") && Uses(record, "Max", "Min")),
        new(
            "river's StandardScaler raises variances to the power 1/2, which is not always the root's last digit, and the hard steps multiply that digit a millionfold over the stream; with that power here the record matches bit for bit",
            record => record.Id == "linear/pa-reg/friedman/default",
            LargestDifference: 1e-3),
        new(
            "river counts numbers that come later than the whole period until something newer comes; here they are outside of the window",
            record => record.Id.Contains("time-rolling-unordered", StringComparison.Ordinal)),
        new(
            "river makes a category of a value that is not there; here a feature that is absent has none",
            record => record.Kind == "transform" && Uses(record, "OneHotEncoder") && record.Dataset == "missing"),
        new("river fills in the text 'Mean: 0.' for a missing number", record => Uses(record, "StatImputer") && Uses(record, "Rolling")),
    ];

    private static bool Uses(ParityRecord record, params ReadOnlySpan<string> components)
    {
        foreach (var name in record.ComponentNames())
        {
            if (components.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOldBayesTree(ParityRecord record) => Old("HoeffdingTreeClassifier")(record) && Uses(record, "nb", "nba");

    // The default confidence waits until every class has had the values that matter.
    private static bool SplitsEarlyOnText(ParityRecord record) =>
        record.Dataset == "nominal" && record.Id.Contains("split_confidence", StringComparison.Ordinal);

    private static bool IsOldMetric(ParityRecord record) => !record.IsModern && record.Kind == "metric";

    private static Predicate<ParityRecord> Old(string component) => record => !record.IsModern && Uses(record, component);
}
