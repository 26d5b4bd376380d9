using OnlineMl.Anomaly;
using OnlineMl.Bandits;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Drift;
using OnlineMl.Regression;
using OnlineMl.TimeSeries;

namespace OnlineMl.Composition;

/// <summary>The operators that compose models: <c>a | b</c> for a pipeline, <c>a + b</c> for a union,
/// <c>a * b</c> for products of features.</summary>
public static class CompositionOperators
{
    extension(ITransformer)
    {
        /// <summary>A pipeline in which the right transformer sees what the left one makes.</summary>
        public static TransformerPipeline operator |(ITransformer left, ITransformer right) =>
            Pipeline.Of([.. Flatten(left), .. Flatten(right)]);

        /// <summary>A union of the outputs of both transformers.</summary>
        public static TransformerUnion operator +(ITransformer left, ITransformer right) =>
            new([.. FlattenUnion(left), .. FlattenUnion(right)]);

        /// <summary>All products of a feature of one transformer and a feature of the other.</summary>
        public static TransformerProduct operator *(ITransformer left, ITransformer right) =>
            new([.. FlattenProduct(left), .. FlattenProduct(right)]);

        /// <summary>A pipeline in which the regressor sees what the transformer makes.</summary>
        public static RegressorPipeline operator |(ITransformer left, IRegressor right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which the classifier sees what the transformer makes.</summary>
        public static ClassifierPipeline operator |(ITransformer left, IClassifier right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which the clusterer sees what the transformer makes.</summary>
        public static ClustererPipeline operator |(ITransformer left, IClusterer right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which the anomaly detector sees what the transformer makes.</summary>
        public static AnomalyDetectorPipeline operator |(ITransformer left, IAnomalyDetector right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a forecaster sees what the transformer makes.</summary>
        public static ForecasterPipeline operator |(ITransformer left, IForecaster right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a regressor of several targets sees what the transformer makes.</summary>
        public static MultiTargetRegressorPipeline operator |(ITransformer left, IMultiTargetRegressor right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a classifier of several labels sees what the transformer makes.</summary>
        public static MultiLabelClassifierPipeline operator |(ITransformer left, IMultiLabelClassifier right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a detector of unusual targets sees what the transformer makes.</summary>
        public static SupervisedAnomalyDetectorPipeline operator |(ITransformer left, ISupervisedAnomalyDetector right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a detector of changes sees what the transformer makes.</summary>
        public static DataDriftDetectorPipeline operator |(ITransformer left, IDataDriftDetector right) => Pipeline.Of(Flatten(left), right);

        /// <summary>A pipeline in which a policy sees what the transformer makes.</summary>
        public static PolicyPipeline operator |(ITransformer left, IPolicy right) => Pipeline.Of(Flatten(left), right);
    }

    private static ReadOnlySpan<ITransformer> Flatten(ITransformer transformer) =>
        transformer is TransformerPipeline pipeline ? pipeline.Transformers : new[] { transformer };

    private static ReadOnlySpan<ITransformer> FlattenUnion(ITransformer transformer) =>
        transformer is TransformerUnion union ? union.Parts : new[] { transformer };

    private static ReadOnlySpan<ITransformer> FlattenProduct(ITransformer transformer) =>
        transformer is TransformerProduct product ? product.Parts : new[] { transformer };
}
