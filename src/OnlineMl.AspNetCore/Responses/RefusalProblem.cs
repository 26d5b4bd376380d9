using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>Answers a refused call in an endpoint of the application's own as the problem that it is (RFC 9457), instead of as a failure.</summary>
internal sealed class RefusalProblem(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not OnlineMlException refusal)
        {
            return false;
        }

        httpContext.Response.StatusCode = RefusalMapper.StatusOf(refusal.Kind, isModelInBody: false);
        RefusalMapper.WriteHeaders(httpContext.Response, refusal);
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails
            {
                Status = httpContext.Response.StatusCode,
                Title = "The model refused the call.",
                Detail = refusal.Message,
                Extensions = { ["kind"] = refusal.Kind.ToString() },
            },
        }).ConfigureAwait(false);
    }
}
