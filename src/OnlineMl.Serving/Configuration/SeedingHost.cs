using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Configuration;

/// <summary>Makes models that have learned their seed, apart from the served ones, so that one is there with all of its seed or not at all.</summary>
/// <param name="host">The host that is to have the models.</param>
/// <param name="services">What seeds are made of.</param>
/// <param name="loggers">Tells what happens meanwhile.</param>
internal sealed class SeedingHost(ModelHost host, IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>A new model with its metrics over the seed.</summary>
    /// <returns>The model as a file.</returns>
    /// <exception cref="OnlineMlException">It does not fit its flavor, or an example of the seed was refused.</exception>
    public async Task<MemoryStream> LearnAsync(DeclaredModel model, Model untrained, ModelSeed seed, CancellationToken cancellationToken)
    {
        var context = host.Context;
        var store = new MemoryModelStore();
        await using (store.ConfigureAwait(false))
        {
            var apart = new ModelHost(store, context.Catalog, Options.Create(context.Options), context.Time, loggers.CreateLogger<ModelHost>());
            await using (apart.ConfigureAwait(false))
            {
                var client = new InProcessClient(apart);
                await client.AddModelAsync(Flavors.NameOf(model.Flavor), untrained, model.Name, model.Metrics, cancellationToken).ConfigureAwait(false);
                await foreach (var answer in seed.Teach(services, client, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    if (answer.Message is { } message)
                    {
                        throw new OnlineMlException(answer.Kind ?? RefusalKind.BadRequest, $"Example {answer.Line} of its seed: {message}");
                    }
                }

                var file = new MemoryStream();
                await client.ExportModelAsync(model.Name, file, cancellationToken).ConfigureAwait(false);
                file.Position = 0;
                return file;
            }
        }
    }
}
