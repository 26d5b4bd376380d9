using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OnlineMl.Serving.Configuration;

/// <summary>Registers options of a concern, read from the section <c>OnlineMl</c> and reviewed.</summary>
internal static class ConcernServiceCollectionExtensions
{
    public static IServiceCollection AddConcern<[DynamicallyAccessedMembers(OnlineMlSection.Needs)] T>(this IServiceCollection services)
        where T : class, IReviewedOptions, new()
    {
        if (services.Any(service => service.ServiceType == typeof(Concern<T>)))
        {
            return services;
        }

        services.AddOptions<T>();
        services.TryAddSingleton<FirstConfiguration>();
        services.AddSingleton<Concern<T>>(provider => new Concern<T>(provider));
        services.AddSingleton<IConcern>(provider => provider.GetRequiredService<Concern<T>>());
        services.AddSingleton<IPostConfigureOptions<T>>(provider => provider.GetRequiredService<Concern<T>>());
        return services.AddSingleton<IValidateOptions<T>>(provider => provider.GetRequiredService<Concern<T>>());
    }

    /// <summary>Registers where the options of all concerns are together.</summary>
    public static IServiceCollection AddAllOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(this IServiceCollection services)
        where T : OnlineMlServingOptions, new()
    {
        services.AddOptions<T>();
        services.TryAddSingleton<FirstConfiguration>();
        services.TryAddSingleton<AllOptions<T>>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<T>, AllOptions<T>>(provider => provider.GetRequiredService<AllOptions<T>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>, AllOptions<T>>(provider => provider.GetRequiredService<AllOptions<T>>()));
        return services;
    }
}
