namespace OnlineMl.Serving;

/// <summary>How the host is.</summary>
/// <param name="IsReady">Whether it takes every call.</param>
/// <param name="Problems">What is or was wrong, in sentences: storage that cannot write, models that cannot be restored, damage that was found.</param>
internal sealed record ServiceHealth(bool IsReady, IReadOnlyList<string> Problems);
