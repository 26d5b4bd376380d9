using OnlineMl.Bandits;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a policy behind them, which sees what they make of the context.</summary>
public sealed class PolicyPipeline : ModelPipeline<IPolicy>, IPolicy
{
    internal PolicyPipeline(ReadOnlySpan<ITransformer> transformers, IPolicy model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<Label> Arms => Model.Arms;

    /// <inheritdoc/>
    public Label Pull(FeatureVector x, IReadOnlyList<Label> arms) => Model.Pull(Seen(x), arms);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label arm, double reward, double weight = 1)
    {
        Require.Finite(reward, nameof(reward));
        LearnWhole(x, new Target(arm, reward), weight);
    }

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, y.Label, y.Number, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new PolicyPipeline(transformers, (IPolicy)last!, LearnDuringPredict);
}
