using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Diagnostics;
using OnlineMl.AspNetCore.Limits;
using OnlineMl.AspNetCore.Responses;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Maps the endpoints of one group. They are plain request delegates: nothing stands between the server and them.</summary>
internal sealed class EndpointTable(RouteGroupBuilder group, string prefix, OnlineMlOptions options, OnlineMlConventions conventions, RefusalMapper refusals, Entrance entrance, RequestInstruments requests)
{
    // Behind every endpoint, also one whose path says less, and before what is said of paths that are not there.
    private const int OrderOfOtherMethods = int.MaxValue - 1;

    private readonly SortedDictionary<string, OtherMethods> _others = new(StringComparer.Ordinal);

    /// <summary>Maps an endpoint.</summary>
    /// <param name="view">The view that it belongs to.</param>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="pattern">Its path in the group. It is answered with and without a slash at its end.</param>
    /// <param name="handle">Answers a request, or throws.</param>
    /// <param name="isModelInBody">Whether the model is named in the body, where the River API answers an unknown one with 400.</param>
    /// <param name="isEndless">Whether the answer does not end, so that HEAD is not understood beside GET.</param>
    /// <param name="isBatch">Whether it counts its examples by itself.</param>
    public void Map(string view, string method, string pattern, RequestDelegate handle, bool isModelInBody = false, bool isEndless = false, bool isBatch = false)
    {
        string[] methods = method == "GET" && !isEndless ? ["GET", "HEAD"] : [method];
        var isOn = Views.IsOn(view, options);
        var isShown = isOn && !(view == Views.AuthToken && entrance.Gate.IsOpen);
        var scope = AccessGate.ScopeOf(view, method);
        var policy = isOn ? entrance.Gate.PolicyOf(view, method) : null;
        var answer = refusals.Guard(isOn ? entrance.Enter(view, method, handle, isBatch) : _ => throw Off(view), isModelInBody && isOn);
        if (scope == OnlineMlScopes.Manage)
        {
            answer = entrance.Audit.Follow($"{method} {pattern}", answer);
        }

        foreach (var understood in methods)
        {
            var measured = new MeasuredEndpoint(understood, prefix.Length == 0 ? pattern : $"/{prefix}{pattern}", isEndless);
            var endpoint = group.MapMethods(pattern, [understood], requests.Follow(measured, answer))
                .WithDisplayName($"{understood} {pattern} ({view})")
                .WithMetadata(measured);
            entrance.Gate.Protect(endpoint, policy);
            endpoint.WithMetadata(new MappedEndpoint(view, understood, pattern, isShown && understood == method, policy is not null, scope));
            if (isShown && understood == method)
            {
                endpoint.Describe(method, pattern);
            }

            conventions.Apply(endpoint, view, scope);
        }

        // The flavor of a create stands where other methods have the name.
        var path = pattern.Replace("{flavor}/{name}", "{name}/{part}", StringComparison.Ordinal).Replace("{flavor}", "{name}", StringComparison.Ordinal);
        if (!_others.TryGetValue(path, out var others))
        {
            _others.Add(path, others = new OtherMethods(view, []));
        }

        if (isOn)
        {
            others.Understood.AddRange(methods);
        }
    }

    /// <summary>Lets paths that are there answer other methods in the same words as everything else.</summary>
    public void MapOtherMethods()
    {
        foreach (var (path, others) in _others)
        {
            var answer = others.Understood.Count > 0 ? NotUnderstood(others.Understood) : refusals.Guard(_ => throw Off(others.View), isModelInBody: false);
            group.Map(path, answer).WithOrder(OrderOfOtherMethods).WithMetadata(MeasuredEndpoint.Other);
        }
    }

    /// <summary>Lets paths that are there answer other methods, and paths that are not there, in the same words as everything else.</summary>
    public void MapRest()
    {
        MapOtherMethods();

        // Without a prefix every other path is the application's.
        if (prefix.Length > 0)
        {
            group.Map("{**rest}", context => JsonResponse.WriteAsync(
                    context.Response,
                    new ErrorResponse($"There is nothing at {context.Request.PathBase}{context.Request.Path}."),
                    OnlineMlJsonContext.Default.ErrorResponse,
                    StatusCodes.Status404NotFound))
                .WithOrder(int.MaxValue)
                .WithMetadata(MeasuredEndpoint.Other);
        }
    }

    private static RequestDelegate NotUnderstood(List<string> understood)
    {
        var allowed = string.Join(", ", understood);
        return context =>
        {
            context.Response.Headers.Allow = allowed;
            return JsonResponse.WriteAsync(
                context.Response,
                new ErrorResponse($"{context.Request.Method} is not understood here; {allowed} {(understood.Count > 1 ? "are" : "is")}."),
                OnlineMlJsonContext.Default.ErrorResponse,
                StatusCodes.Status405MethodNotAllowed);
        };
    }

    private static OnlineMlException Off(string view) => new(RefusalKind.ModelNotFound, $"The view '{view}' is switched off.");

    /// <summary>What a path answers to methods that it does not understand.</summary>
    /// <param name="View">A view that it belongs to.</param>
    /// <param name="Understood">The methods that it understands; none when its views are off.</param>
    private sealed record OtherMethods(string View, List<string> Understood);
}
