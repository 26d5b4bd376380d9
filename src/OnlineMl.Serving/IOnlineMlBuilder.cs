using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.Serving;

/// <summary>Sets up the models of an application; <c>AddOnlineMl()</c> gives it.</summary>
public interface IOnlineMlBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
