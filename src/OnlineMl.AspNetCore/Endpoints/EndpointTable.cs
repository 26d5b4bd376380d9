using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>Maps the endpoints of one group. They are plain request delegates: nothing stands between the server and them.</summary>
internal sealed class EndpointTable(RouteGroupBuilder group, OnlineMlOptions options, Refusals refusals)
{
    private readonly SortedDictionary<string, List<string>> _methods = new(StringComparer.Ordinal);

    /// <summary>Maps an endpoint.</summary>
    /// <param name="view">The view that it belongs to.</param>
    /// <param name="method">Its HTTP method.</param>
    /// <param name="pattern">Its path in the group. It is answered with and without a slash at its end.</param>
    /// <param name="handle">Answers a request, or throws.</param>
    /// <param name="isModelInBody">Whether the model is named in the body, where the River API answers an unknown one with 400.</param>
    public void Map(string view, string method, string pattern, RequestDelegate handle, bool isModelInBody = false)
    {
        var isOn = view == Views.Health || options.EnabledViews.Count == 0 || options.EnabledViews.Contains(view, StringComparer.Ordinal);
        group.MapMethods(pattern, [method], refusals.Guard(isOn ? handle : _ => throw Off(view), isModelInBody && isOn))
            .WithMetadata(new MappedEndpoint(view, method, pattern, isOn))
            .WithDisplayName($"{method} {pattern} ({view})");

        // The flavor of a create stands where other methods have the name.
        var path = pattern.Replace("{flavor}/{name}", "{name}/{part}", StringComparison.Ordinal).Replace("{flavor}", "{name}", StringComparison.Ordinal);
        if (!_methods.TryGetValue(path, out var methods))
        {
            _methods.Add(path, methods = []);
        }

        methods.Add(method);
    }

    /// <summary>Lets paths that are there answer other methods, and paths that are not there, in the same words as everything else.</summary>
    public void MapRest(bool hasPrefix)
    {
        foreach (var (path, methods) in _methods)
        {
            var allowed = string.Join(", ", methods);
            group.Map(path, context =>
            {
                context.Response.Headers.Allow = allowed;
                return Answers.WriteAsync(
                    context.Response,
                    new ErrorResponse($"{context.Request.Method} is not understood here; {allowed} is."),
                    OnlineMlJsonContext.Default.ErrorResponse,
                    StatusCodes.Status405MethodNotAllowed);
            });
        }

        // Without a prefix every other path is the application's.
        if (hasPrefix)
        {
            group.Map("{**rest}", context => Answers.WriteAsync(
                    context.Response,
                    new ErrorResponse($"There is nothing at {context.Request.PathBase}{context.Request.Path}."),
                    OnlineMlJsonContext.Default.ErrorResponse,
                    StatusCodes.Status404NotFound))
                .WithOrder(int.MaxValue);
        }
    }

    private static OnlineMlException Off(string view) => new(RefusalKind.ModelNotFound, $"The view '{view}' is switched off.");
}
