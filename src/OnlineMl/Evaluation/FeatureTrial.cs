namespace OnlineMl.Evaluation;

/// <summary>What a model is taught in order to find out whether it makes anything of a feature: examples of two kinds, which nothing but the feature tells
/// apart.</summary>
internal sealed class FeatureTrial
{
    private const int PeriodOfRareValue = 7;

    private readonly (Target First, Target Second)? _targets;

    private FeatureTrial((Target First, Target Second)? targets) => _targets = targets;

    /// <summary>For models that learn without targets: one of the values is rare.</summary>
    public static FeatureTrial OfRareValue { get; } = new(null);

    /// <summary>For models that learn targets: each value has a target of its own, in a pattern that no period of a learner follows.</summary>
    public static FeatureTrial OfTargets(Target first, Target second) => new((first, second));

    /// <summary>Whether an example is of the second kind.</summary>
    public bool IsSecond(int i) => _targets is null ? i % PeriodOfRareValue == 0 : (i * 7919 % 31) % 2 == 0;

    /// <summary>The target of the examples of a kind; null where there is none.</summary>
    public Target? TargetOf(bool isSecond) => _targets is not { } targets ? null : isSecond ? targets.Second : targets.First;
}
