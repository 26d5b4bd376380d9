namespace OnlineMl.AspNetCore.Requests;

/// <summary>The fields that a predict, learn or label may have.</summary>
[Flags]
internal enum CallField
{
    None = 0,
    Model = 1,
    Features = 2,
    GroundTruth = 4,
    Label = 8,
    Prediction = 16,
    Identifier = 32,
    IdempotencyKey = 64,
    Time = 128,
    Horizon = 256,
    Arms = 512,
    Weight = 1024,
    Explain = 2048,
    Interval = 4096,
    FutureFeatures = 8192,
    Items = 16384,
}
