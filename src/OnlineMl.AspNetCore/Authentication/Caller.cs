using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The user of a call, as a feature of its context.</summary>
/// <param name="User">Who it is.</param>
/// <param name="Token">The identifier of the token.</param>
/// <param name="Issued">When the token was issued.</param>
internal sealed record Caller(KnownUser User, string Token, DateTimeOffset Issued)
{
    /// <summary>Refuses a model that the caller may not use.</summary>
    /// <exception cref="OnlineMlException">It is not for this user.</exception>
    public static void Check(HttpContext context, string model)
    {
        if (context.Features.Get<Caller>() is { User: { Models: { } models } user } && !models.Allow(model))
        {
            throw new OnlineMlException(RefusalKind.Forbidden, $"The user '{user.Name}' may use the models {models}, and not '{model}'.");
        }
    }

    /// <summary>The models that the caller may use; null for all.</summary>
    public static ModelPatterns? ModelsOf(HttpContext context) => context.Features.Get<Caller>()?.User.Models;
}
