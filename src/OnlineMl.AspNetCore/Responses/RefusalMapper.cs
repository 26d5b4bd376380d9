using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>Turns refusals into their status and <c>{"message"}</c>, the same for every endpoint.</summary>
internal sealed partial class RefusalMapper(ServingInstruments instruments, ILogger<RefusalMapper> logger)
{
    /// <summary>The status of a refusal.</summary>
    public static int StatusOf(RefusalKind kind, bool isModelInBody) => kind switch
    {
        RefusalKind.ModelNotFound => isModelInBody ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.UnsupportedFormat => StatusCodes.Status415UnsupportedMediaType,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.StorageFull => StatusCodes.Status507InsufficientStorage,
        RefusalKind.Failed => StatusCodes.Status500InternalServerError,
        RefusalKind.BadRequest or RefusalKind.AlreadyExists => StatusCodes.Status400BadRequest,
    };

    /// <summary>Says in the headers what kind of refusal it is and when to try again.</summary>
    public static void WriteHeaders(HttpResponse response, OnlineMlException refusal)
    {
        response.Headers[WireHeaders.RefusalKind] = refusal.Kind.ToString();
        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>An endpoint whose refusals are answered.</summary>
    /// <param name="handle">The endpoint.</param>
    /// <param name="isModelInBody">Whether the model is named in the body, where the River API answers an unknown one with 400.</param>
    public RequestDelegate Guard(RequestDelegate handle, bool isModelInBody)
    {
        return Handle;

        Task Handle(HttpContext context)
        {
            Task handling;
            try
            {
                handling = handle(context);
            }
            catch (Exception e)
            {
                handling = Task.FromException(e);
            }

            return handling.IsCompletedSuccessfully ? handling : AnswerRefusalAsync(context, handling, isModelInBody);
        }
    }

    /// <summary>The reason for a failed call in one sentence.</summary>
    public string Explain(Exception exception)
    {
        if (exception is OnlineMlException)
        {
            instruments.Count(exception);
            return exception.Message;
        }

        if (IsBadBody(exception))
        {
            return exception.Message;
        }

        LogFailed(exception);
        return "The service failed; its log says why.";
    }

    // The size of a chunk that is no number of 32 bits is an overflow for the server.
    private static bool IsBadBody(Exception e) => e is BadHttpRequestException or IOException { InnerException: OverflowException };

    // A connection that is reset may be seen here before the request is told.
    private static bool HasLeft(HttpContext context, Exception e) => e is ConnectionResetException or ConnectionAbortedException ||
        (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested);

    private async Task AnswerRefusalAsync(HttpContext context, Task handling, bool isModelInBody)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception e) when (HasLeft(context, e))
        {
            // The server must know that the body broke off; it would try to read the rest, and complain. Once the request is aborted it takes
            // the exception for what it is.
            context.Abort();
            throw;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            Explain(e);
            context.Abort();
        }
        catch (Exception e)
        {
            var status = e switch
            {
                OnlineMlException refusal => StatusOf(refusal.Kind, isModelInBody),
                BadHttpRequestException bad => bad.StatusCode,
                IOException when IsBadBody(e) => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            };
            context.Response.Clear();
            if (e is OnlineMlException refused)
            {
                WriteHeaders(context.Response, refused);
            }

            await JsonResponse.WriteAsync(
                context.Response,
                new ErrorResponse(Explain(e)),
                OnlineMlJsonContext.Default.ErrorResponse,
                status).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogFailed(Exception reason);
}
