using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Endpoints;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>What a call passes before its endpoint answers it.</summary>
/// <param name="Gate">Which endpoints need a token.</param>
/// <param name="Browsers">What is refused from browsers when none needs one.</param>
/// <param name="Limits">How many calls there may be.</param>
/// <param name="Audit">What is told of managing calls.</param>
internal sealed record Entrance(AccessGate Gate, BrowserGuard Browsers, CallLimits Limits, AuditTrail Audit)
{
    /// <summary>An endpoint behind what may refuse its calls.</summary>
    public RequestDelegate Enter(string view, string method, RequestDelegate handle, bool isBatch)
    {
        // Who watches the service must not be locked out.
        if (view == Views.Health)
        {
            return handle;
        }

        var scope = AccessGate.ScopeOf(view, method);
        var entered = handle;
        if (Limits.IsOn)
        {
            entered = context =>
            {
                var taking = Limits.TakeAsync(context, scope, isBatch);
                return taking.IsCompletedSuccessfully ? handle(context) : HandleAsync(taking, context, handle);
            };
        }

        if (!Gate.IsOpen)
        {
            return entered;
        }

        return Gate.WhileOpen(view, method, Open, entered);

        Task Open(HttpContext context)
        {
            Browsers.Check(context);
            return entered(context);
        }
    }

    private static async Task HandleAsync(ValueTask taking, HttpContext context, RequestDelegate handle)
    {
        await taking.ConfigureAwait(false);
        await handle(context).ConfigureAwait(false);
    }
}
