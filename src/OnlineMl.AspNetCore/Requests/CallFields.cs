using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>The names of the fields of calls.</summary>
internal static class CallFields
{
    private static readonly (string Name, CallField Field)[] Known =
    [
        ("model", CallField.Model),
        ("features", CallField.Features),
        ("ground_truth", CallField.GroundTruth),
        ("label", CallField.Label),
        ("prediction", CallField.Prediction),
        ("identifier", CallField.Identifier),
        (WireHeaders.IdempotencyKey, CallField.IdempotencyKey),
        (WireNames.Time, CallField.Time),
        (WireNames.Horizon, CallField.Horizon),
        (WireNames.Arms, CallField.Arms),
        (WireNames.Weight, CallField.Weight),
        (WireNames.Explain, CallField.Explain),
        (WireNames.Interval, CallField.Interval),
        (WireNames.FutureFeatures, CallField.FutureFeatures),
        (WireNames.Items, CallField.Items),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Known.Select(known => known.Name);

    /// <summary>The field of a name in UTF-8; <see cref="CallField.None"/> when there is none.</summary>
    public static CallField Find(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("model"u8) => CallField.Model,
        _ when name.SequenceEqual("features"u8) => CallField.Features,
        _ when name.SequenceEqual("ground_truth"u8) => CallField.GroundTruth,
        _ when name.SequenceEqual("label"u8) => CallField.Label,
        _ when name.SequenceEqual("prediction"u8) => CallField.Prediction,
        _ when name.SequenceEqual("identifier"u8) => CallField.Identifier,
        _ when name.SequenceEqual("Idempotency-Key"u8) => CallField.IdempotencyKey,
        _ when name.SequenceEqual("t"u8) => CallField.Time,
        _ when name.SequenceEqual("horizon"u8) => CallField.Horizon,
        _ when name.SequenceEqual("arms"u8) => CallField.Arms,
        _ when name.SequenceEqual("weight"u8) => CallField.Weight,
        _ when name.SequenceEqual("explain"u8) => CallField.Explain,
        _ when name.SequenceEqual("interval"u8) => CallField.Interval,
        _ when name.SequenceEqual("xs"u8) => CallField.FutureFeatures,
        _ when name.SequenceEqual("items"u8) => CallField.Items,
        _ => CallField.None,
    };

    /// <summary>The name of a field.</summary>
    public static string NameOf(CallField field) => Array.Find(Known, known => known.Field == field).Name;
}
