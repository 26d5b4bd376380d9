using OnlineMl.Contracts;

namespace OnlineMl.Serving.Configuration;

/// <summary>What a declared model learns before it is created.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Teach">Teaches the model of that name by a client.</param>
internal sealed record ModelSeed(string Model, Func<IServiceProvider, IOnlineMlClient, CancellationToken, IAsyncEnumerable<BatchLearnAnswer>> Teach);
