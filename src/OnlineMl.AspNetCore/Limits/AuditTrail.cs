using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore.Authentication;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Tells the log of every managing call: who, what, when and with which outcome.</summary>
internal sealed partial class AuditTrail(ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger(OnlineMlDefaults.AuditCategory);

    /// <summary>Says which model a call is about, where the path does not.</summary>
    public static void Name(HttpContext context, string model) => context.Features.Set(new AuditedModel(model));

    /// <summary>An endpoint whose calls are told.</summary>
    public RequestDelegate Follow(string action, RequestDelegate handle) => async context =>
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        finally
        {
            Tell(context, action);
        }
    };

    private void Tell(HttpContext context, string action)
    {
        var user = LogText.Of(context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : "anonymous");
        var address = CallerAddress.Of(context);
        var model = LogText.Of(context.Features.Get<AuditedModel>()?.Name ?? context.Request.RouteValues.GetValueOrDefault("name") as string);
        var hasLeft = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;
        var status = hasLeft ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode;
        var now = time.GetUtcNow();
        LogCall(user, address, action, model, now, status);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{User} from {Address}: {Action} '{Model}' at {Time:O}, answered {Status}.")]
    private partial void LogCall(string user, string address, string action, string model, DateTimeOffset time, int status);

    private sealed record AuditedModel(string Name);
}
