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
                Limits.Take(context, scope, isBatch);
                return handle(context);
            };
        }

        if (!Gate.IsOpen)
        {
            return entered;
        }

        return context =>
        {
            Browsers.Check(context);
            return entered(context);
        };
    }
}
