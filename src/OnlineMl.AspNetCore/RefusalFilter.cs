using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>Turns refusals into their status code and <c>{"message"}</c>.</summary>
internal sealed class RefusalFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (OnlineMlException e)
        {
            return Answer.Refusal(StatusOf(e.Kind, context.HttpContext), e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Answer.Refusal(e.StatusCode, e.Message);
        }
    }

    // The River API answers an unknown model with 400 where the model is named in the body.
    private static int StatusOf(RefusalKind kind, HttpContext context) => kind switch
    {
        RefusalKind.ModelNotFound when context.GetEndpoint()?.Metadata.GetMetadata<UnknownModelIsBadRequest>() is not null =>
            StatusCodes.Status400BadRequest,
        RefusalKind.ModelNotFound => StatusCodes.Status404NotFound,
        RefusalKind.UnsupportedFormat => StatusCodes.Status415UnsupportedMediaType,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
