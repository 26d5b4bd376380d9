using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace OnlineMl.AspNetCore.Diagnostics;

/// <summary>Counts the requests to endpoints of OnlineMl, those that the application refuses before them included.</summary>
internal sealed class RequestMeasurement(RequestInstruments instruments, TimeProvider time) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Measured);
        next(app);
    };

    private RequestDelegate Measured(RequestDelegate next)
    {
        return context => instruments.IsEnabled ? MeasureAsync(context) : next(context);

        async Task MeasureAsync(HttpContext context)
        {
            var start = time.GetTimestamp();
            try
            {
                await next(context).ConfigureAwait(false);
            }
            finally
            {
                if (context.GetEndpoint()?.Metadata.GetMetadata<MeasuredEndpoint>() is { } endpoint)
                {
                    instruments.Count(endpoint, context.Response.StatusCode, time.GetElapsedTime(start));
                }
            }
        }
    }
}
