using OnlineMl.Contracts;
using OnlineMl.Features;

namespace OnlineMl.Serving.Fold;

/// <summary>Tells what a caller did wrong from what a model did wrong.</summary>
internal static class Refusals
{
    /// <summary>Whether an exception says that a call does not fit the model, as opposed to a fault of a component.</summary>
    public static bool IsRefusal(Exception reason) =>
        reason is ArgumentException or NonFiniteStepException or FeatureFormatException or OnlineMlException;

    /// <summary>What a caller is told when a call does not fit the model, without the parameter's name, which is not the caller's.</summary>
    public static OnlineMlException Of(Exception reason) =>
        reason as OnlineMlException ?? new OnlineMlException(RefusalKind.BadRequest, ReasonOf(reason), reason) { Limit = LimitOf(reason) };

    /// <summary>What a caller is told when a component failed.</summary>
    public static OnlineMlException OfFault(Exception fault) => new(RefusalKind.Failed, FaultOf(fault), fault);

    /// <summary>An exception's message without the parameter's name.</summary>
    public static string ReasonOf(Exception reason)
    {
        var parameter = reason is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return parameter.Length > 0 && reason.Message.EndsWith(parameter, StringComparison.Ordinal) ? reason.Message[..^parameter.Length] : reason.Message;
    }

    /// <summary>The name of the option whose limit a call exceeds; null for none.</summary>
    public static string? LimitOf(Exception reason) => reason switch
    {
        FeatureFormatException { IsTooMany: true } => nameof(OnlineMlLimitOptions.MaxFeatures),
        TooManyFeaturesException exceeded => exceeded.Limit,
        OnlineMlException refusal => refusal.Limit,
        _ => null,
    };

    /// <summary>What became of a component that failed.</summary>
    public static string FaultOf(Exception fault) => $"The model failed on this example: {fault.Message}";
}
