using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using OnlineMl.AspNetCore.Endpoints;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Adds the scheme and the policies of OnlineMl's users to those of the application, when there are users.</summary>
internal sealed class AccessSetup(UserDirectory users, AccessTokens tokens, TimeProvider time)
    : IPostConfigureOptions<AuthenticationOptions>, IPostConfigureOptions<AuthorizationOptions>, IConfigureNamedOptions<JwtBearerOptions>
{
    private static readonly (string Policy, OnlineMlScopes Scope)[] Policies =
    [
        (OnlineMlDefaults.ReadPolicy, OnlineMlScopes.Read),
        (OnlineMlDefaults.PredictPolicy, OnlineMlScopes.Predict),
        (OnlineMlDefaults.LearnPolicy, OnlineMlScopes.Learn),
        (OnlineMlDefaults.ManagePolicy, OnlineMlScopes.Manage),
    ];

    private static readonly Dictionary<OnlineMlScopes, AuthorizationPolicy> Built = Policies.ToDictionary(
        policy => policy.Scope,
        policy => new AuthorizationPolicyBuilder().AddAuthenticationSchemes(OnlineMlDefaults.AuthenticationScheme).RequireClaim(AccessTokens.ScopeClaim, NameOf(policy.Scope)).Build());

    private bool HasNoUsers => users.IsOpen && !users.MayClose;

    /// <summary>The policy of a scope.</summary>
    public static string PolicyOf(OnlineMlScopes scope) => Array.Find(Policies, policy => policy.Scope == scope).Policy;

    /// <summary>The policy that asks for a user with a scope.</summary>
    public static AuthorizationPolicy Require(OnlineMlScopes scope) => Built[scope];

    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        if (HasNoUsers || options.SchemeMap.ContainsKey(OnlineMlDefaults.AuthenticationScheme))
        {
            return;
        }

        // A single scheme of the application is its default without being named, and stays so beside this one.
        if (options.DefaultScheme is null && options.Schemes.ToArray() is [var only])
        {
            options.DefaultScheme = only.Name;
        }

        options.AddScheme<JwtBearerHandler>(OnlineMlDefaults.AuthenticationScheme, null);
    }

    public void PostConfigure(string? name, AuthorizationOptions options)
    {
        foreach (var (policy, scope) in users.IsOpen || users.MayClose ? [] : Policies)
        {
            if (options.GetPolicy(policy) is null)
            {
                options.AddPolicy(policy, Require(scope));
            }
        }
    }

    public void Configure(JwtBearerOptions options)
    {
    }

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != OnlineMlDefaults.AuthenticationScheme)
        {
            return;
        }

        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TimeProvider = time;
        options.TokenValidationParameters = tokens.Rules;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = _ => tokens.RefreshAsync().AsTask(),
            OnTokenValidated = AdmitAsync,
            OnAuthenticationFailed = context =>
            {
                // Whatever is no token is no fault of the service.
                context.Fail(context.Exception);
                if (tokens.AreUnknown)
                {
                    RiverChallenge.NoteUnknown(context.HttpContext);
                }

                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                return RiverChallenge.ChallengeAsync(context.HttpContext);
            },
            OnForbidden = context => RiverChallenge.ForbidAsync(context.HttpContext),
        };
    }

    private static string NameOf(OnlineMlScopes scope) => scope.ToString().ToLowerInvariant();

    // What a user may do is looked up at each call and is not in the token, so that a change counts at once.
    private async Task AdmitAsync(TokenValidatedContext context)
    {
        await users.RefreshAsync().ConfigureAwait(false);
        if (context.SecurityToken is not JsonWebToken token || FindCaller(token) is not { } caller)
        {
            if (users.IsUnknown)
            {
                RiverChallenge.NoteUnknown(context.HttpContext);
            }

            context.Fail("The token is good no longer.");
            return;
        }

        var claims = Policies.Where(policy => caller.User.Scopes.HasFlag(policy.Scope)).Select(policy => new Claim(AccessTokens.ScopeClaim, NameOf(policy.Scope)));
        var identity = new ClaimsIdentity(
            [new Claim(JwtRegisteredClaimNames.Sub, caller.User.Name), .. claims], OnlineMlDefaults.AuthenticationScheme, JwtRegisteredClaimNames.Sub, null);
        context.Principal = new ClaimsPrincipal(identity);
        context.HttpContext.Features.Set(caller);
    }

    private Caller? FindCaller(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out var seconds) || seconds is < 0 or > 253402300799)
        {
            return null;
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return users.FindOwner(token.Subject, token.Id, issued) is { } user ? new Caller(user, token.Id, issued) : null;
    }
}
