using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.Serving.Configuration;

/// <inheritdoc cref="IOnlineMlBuilder"/>
internal sealed record OnlineMlBuilder(IServiceCollection Services) : IOnlineMlBuilder;
