namespace OnlineMl.AspNetCore.Authentication;

/// <summary>A user as calls meet it.</summary>
/// <param name="Name">What the user is called.</param>
/// <param name="Secret">The hash of the secret, or the plain secret.</param>
/// <param name="Scopes">What the user may do.</param>
/// <param name="Models">The models that the user may use; null for all.</param>
/// <param name="Since">Tokens from before then are another's.</param>
internal sealed record KnownUser(string Name, string Secret, OnlineMlScopes Scopes, ModelPatterns? Models, DateTimeOffset Since)
{
    public static KnownUser Of(OnlineMlUser user) => new(user.Name, user.Secret, user.Scopes, ModelPatterns.Of(user.Models), DateTimeOffset.MinValue);

    public static KnownUser Of(StoredUser user) => new(
        user.Name, user.Secret, Enum.TryParse<OnlineMlScopes>(user.Scopes, ignoreCase: true, out var scopes) ? scopes : OnlineMlScopes.None, ModelPatterns.Of(user.Models), user.Since);
}
