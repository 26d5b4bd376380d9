namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>What a network loses.</summary>
internal enum Loss
{
    Request,
    Answer,
    RequestForNow,
    Refused,
    NotSent,
}
