using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Endpoints;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>Which endpoints need which policy.</summary>
/// <param name="users">The users.</param>
/// <param name="policies">The policies of the application and of OnlineMl's users.</param>
/// <param name="openViews">The views that need no token.</param>
internal sealed class AccessGate(UserDirectory users, AuthorizationOptions policies, ICollection<string> openViews)
{
    /// <summary>Whether endpoints are mapped without policies, as there are no users, so that access is the application's matter.</summary>
    public bool IsOpen => users.IsOpen || users.MayClose;

    /// <summary>Whether there are no users, and can be none, so that no call has one.</summary>
    public bool HasNoUsers => users.IsOpen && !users.MayClose;

    /// <summary>Why nobody is let in; null when users are.</summary>
    public string? Problem => users.IsUnread ? RiverChallenge.Unknown.Message : null;

    /// <summary>What a call of an endpoint needs.</summary>
    public static OnlineMlScopes ScopeOf(string view, string method) => view switch
    {
        Views.Predict => OnlineMlScopes.Predict,
        Views.Learn or Views.Label => OnlineMlScopes.Learn,
        Views.Model when method is "POST" or "PUT" or "DELETE" => OnlineMlScopes.Manage,
        Views.ServiceInfo or Views.AuthToken or Views.Health => OnlineMlScopes.None,
        _ => OnlineMlScopes.Read,
    };

    /// <summary>The policy of an endpoint; null when it needs none.</summary>
    public string? PolicyOf(string view, string method)
    {
        var scope = ScopeOf(view, method);
        return scope == OnlineMlScopes.None || openViews.Contains(view) || AccessSetup.PolicyOf(scope) is not { } policy || policies.GetPolicy(policy) is null ? null : policy;
    }

    /// <summary>Puts an endpoint behind its policy; one that needs none is open whatever else the application asks of every endpoint, when there are users.</summary>
    public void Protect(IEndpointConventionBuilder endpoint, string? policy)
    {
        if (policy is not null)
        {
            endpoint.RequireAuthorization(policy);
        }
        else if (!IsOpen)
        {
            endpoint.AllowAnonymous();
        }
    }

    /// <summary>Whether a call would be let into another endpoint, too.</summary>
    public async Task<bool> AdmitsAsync(HttpContext context, string view, string method) =>
        NeedOf(view, method) is not { } policy || (await EvaluateAsync(context, policy).ConfigureAwait(false)).Succeeded;

    /// <summary>An endpoint that was mapped without a policy, and is behind one as soon as the servers have a first user.</summary>
    /// <param name="view">The view that it belongs to.</param>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="open">Answers a request while there are no users.</param>
    /// <param name="closed">Answers one of a user.</param>
    public RequestDelegate WhileOpen(string view, string method, RequestDelegate open, RequestDelegate closed)
    {
        if (!users.MayClose)
        {
            return open;
        }

        var guarded = Guard(view, method, closed);
        return context =>
        {
            var refreshing = users.RefreshAsync();
            return refreshing.IsCompletedSuccessfully ? Handle(context) : HandleAsync(refreshing, context);
        };

        Task Handle(HttpContext context) => (users.IsOpen ? open : guarded)(context);

        async Task HandleAsync(ValueTask refreshing, HttpContext context)
        {
            await refreshing.ConfigureAwait(false);
            await Handle(context).ConfigureAwait(false);
        }
    }

    /// <summary>An endpoint within another one, behind a policy of its own.</summary>
    public RequestDelegate Guard(string view, string method, RequestDelegate handle)
    {
        if (PolicyOf(view, method) is null && !users.MayClose)
        {
            return handle;
        }

        return async context =>
        {
            if (NeedOf(view, method) is not { } policy)
            {
                await handle(context).ConfigureAwait(false);
                return;
            }

            var result = await EvaluateAsync(context, policy).ConfigureAwait(false);
            if (result.Succeeded)
            {
                await handle(context).ConfigureAwait(false);
            }
            else if (result.Forbidden)
            {
                await RiverChallenge.ForbidAsync(context).ConfigureAwait(false);
            }
            else
            {
                if (users.IsUnknown)
                {
                    RiverChallenge.NoteUnknown(context);
                }

                await RiverChallenge.ChallengeAsync(context).ConfigureAwait(false);
            }
        };
    }

    /// <summary>Whether the token of a call that lasts is still good.</summary>
    public bool IsStillGood(HttpContext context) => context.Features.Get<Caller>() is not { } caller
        || (users.FindOwner(caller.User.Name, caller.Token, caller.Issued) is { } user && user.Scopes.HasFlag(OnlineMlScopes.Read));

    // What an endpoint needs now, which may be more than when it was mapped.
    private AuthorizationPolicy? NeedOf(string view, string method) =>
        PolicyOf(view, method) is { } policy ? policies.GetPolicy(policy)
        : users.MayClose && !users.IsOpen && ScopeOf(view, method) is not OnlineMlScopes.None and var scope && !openViews.Contains(view) ? AccessSetup.Require(scope)
        : null;

    private static async Task<PolicyAuthorizationResult> EvaluateAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        return await evaluator.AuthorizeAsync(policy, authenticated, context, null).ConfigureAwait(false);
    }
}
