using OnlineMl.AspNetCore.Responses;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets endpoints of an application's own answer refusals of models.</summary>
public static class OnlineMlProblemServiceCollectionExtensions
{
    /// <summary>Answers an <see cref="OnlineMl.Contracts.OnlineMlException"/> that leaves a controller or an endpoint of the application with the status of
    /// its kind and problem details (RFC 9457): 404 for a model that does not exist, 503 with <c>Retry-After</c> while one is not available. It works
    /// with <c>app.UseExceptionHandler()</c>. The endpoints of <c>MapOnlineMl</c> answer <c>{"message"}</c> as before.</summary>
    public static IServiceCollection AddOnlineMlProblemDetails(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddProblemDetails();
        return services.AddExceptionHandler<RefusalProblem>();
    }
}
