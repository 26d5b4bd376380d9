using System.Globalization;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Reads what the headers of a request say of its idempotency.</summary>
internal static class RequestKey
{
    /// <summary>The idempotency key; null when there is none.</summary>
    /// <exception cref="OnlineMlException">It comes more than once.</exception>
    public static string? Of(HttpRequest request)
    {
        var values = request.Headers[WireHeaders.IdempotencyKey];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw new OnlineMlException(RefusalKind.BadRequest, $"The header {WireHeaders.IdempotencyKey} comes {values.Count} times."),
        };
    }

    /// <summary>How long before the request its first attempt was sent; zero when it is the first.</summary>
    /// <exception cref="OnlineMlException">The header is no number of milliseconds.</exception>
    public static TimeSpan AgeOf(HttpRequest request)
    {
        var values = request.Headers[WireHeaders.IdempotencyAge];
        return values.Count == 0 ? TimeSpan.Zero
            : values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? TimeSpan.FromMilliseconds(milliseconds)
                : throw new OnlineMlException(
                    RefusalKind.BadRequest, $"The header {WireHeaders.IdempotencyAge} is '{values}'; one whole number of milliseconds, at most {int.MaxValue}, is needed.");
    }
}
