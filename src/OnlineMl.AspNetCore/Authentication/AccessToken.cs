namespace OnlineMl.AspNetCore.Authentication;

/// <summary>A token that was issued.</summary>
/// <param name="Text">What the caller sends with its calls.</param>
/// <param name="Id">By what it is revoked: its claim jti.</param>
/// <param name="IssuedAt">From when on it is good, to the second.</param>
/// <param name="Lifetime">How long it is good.</param>
internal sealed record AccessToken(string Text, string Id, DateTimeOffset IssuedAt, TimeSpan Lifetime);
