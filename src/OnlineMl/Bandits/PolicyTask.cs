using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Bandits;

/// <summary>The task of choosing an arm. The target is the arm with its reward, or the reward alone where the choice is known.</summary>
internal sealed class PolicyTask() : ModelTaskOf<IPolicy, PolicyPipeline>("choosing an arm")
{
    public static readonly PolicyTask Instance = new();

    public override IReadOnlyList<string> Flavors => [];

    public override IReadOnlyList<string> UsualMetrics => [];

    public override TargetType TargetType => TargetType.Number;

    public override bool ChangesWhenAsked => true;

    /// <summary>An arm with its reward: a target that has both, or outputs named <c>arm</c> and <c>reward</c>.</summary>
    public override Target Fit(in Target y)
    {
        var (arm, reward) = y.HasArm ? (y.Label, y.Number)
            : y.Outputs is { } outputs && outputs.TryGet("arm", out var named) && outputs.TryGet("reward", out var given) ? (named.Label, given.Number)
            : default;
        return arm.IsNone || !double.IsFinite(reward)
            ? throw new ArgumentException("The target must have an arm and a finite reward.", nameof(y))
            : new Target(arm, reward);
    }

    /// <summary>The reward of the arm that was chosen.</summary>
    public override Target Complete(in Target y, Prediction prediction) =>
        y is { Outputs: null, HasArm: false } && !prediction.Label.IsNone ? new Target(prediction.Label, y.Number) : Fit(in y);

    public override void Check(PredictionOptions options)
    {
        Refuse(options.Horizon != 1 || options.Explains || options.IntervalLevel is not null, "a horizon, an explanation or an interval", nameof(options));
        Refuse(options.FutureFeatures is not null, "steps to come", nameof(options));
    }

    public override void Predict(IPolicy model, FeatureVector x, Prediction prediction) => Pull(model, x, prediction, model.Arms);

    public override void Predict(IPolicy model, FeatureVector x, Prediction prediction, PredictionOptions options) =>
        Pull(model, x, prediction, options.Arms ?? model.Arms);

    public override void Learn(IPolicy model, FeatureVector x, in Target y, double weight)
    {
        var fitting = Fit(in y);
        if (Require.Example(x, weight))
        {
            model.Learn(x, fitting.Label, fitting.Number, weight);
        }
    }

    public override PolicyPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IPolicy model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => false;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
    }

    public override void Read(JsonElement json, Prediction prediction) => prediction.SetLabel(this, PredictionJson.Label(json));

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => PredictionJson.Write(json, prediction.Label);

    private void Pull(IPolicy model, FeatureVector x, Prediction prediction, IReadOnlyList<Label> arms)
    {
        if (arms.Count == 0)
        {
            throw new ArgumentException("There are no arms to choose from.", nameof(arms));
        }

        x.AdmitStrangers();
        prediction.SetLabel(this, model.Pull(x, arms));
    }
}
