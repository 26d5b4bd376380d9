using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>A user in the <see cref="AccessFile"/>.</summary>
/// <param name="Name">What the user is called.</param>
/// <param name="Secret">The hash of the secret.</param>
/// <param name="Scopes">What the user may do, such as <c>read, predict</c>.</param>
/// <param name="Models">The models that the user may use.</param>
/// <param name="Since">When the user was added, in whole seconds; tokens of an earlier user of the name are not taken.</param>
internal sealed record StoredUser(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("secret")] string Secret,
    [property: JsonPropertyName("scopes")] string Scopes,
    [property: JsonPropertyName("models")] IReadOnlyList<string> Models,
    [property: JsonPropertyName("since")] DateTimeOffset Since);
