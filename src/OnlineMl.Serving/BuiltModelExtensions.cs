using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Adds models that were built in code to a service.</summary>
/// <example><code>
/// await client.CreateModelAsync(Flavor.Binary, new Model(new StandardScaler() | new LogisticRegression()), "churn");
/// </code></example>
public static class BuiltModelExtensions
{
    /// <summary>Adds a copy of a model, with all that it has learned, measured by the metrics of its flavor.</summary>
    /// <param name="client">The client of this process or of a server.</param>
    /// <param name="flavor">What the model is for.</param>
    /// <param name="model">The model, of components that the service's catalog knows.</param>
    /// <param name="name">Its name; the service makes one up when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The name.</returns>
    /// <exception cref="OnlineMlException">The model does not fit the flavor, or there is one of that name.</exception>
    public static async Task<string> CreateModelAsync(
        this IOnlineMlClient client, Flavor flavor, Model model, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(model);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return await client.ImportModelAsync(Flavors.NameOf(flavor), file, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a copy of a model, with all that it has learned, into the place of another one; see
    /// <see cref="IOnlineMlClient.ReplaceModelAsync(string, string, ModelOptions?, string?, CancellationToken)"/>.</summary>
    /// <param name="client">The client of this process or of a server.</param>
    /// <param name="name">The name of the model that is replaced.</param>
    /// <param name="model">The model, of components that the service's catalog knows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OnlineMlException">The model does something else than the one that it is to replace.</exception>
    public static async Task ReplaceModelAsync(
        this IOnlineMlClient client, string name, Model model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(model);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        await client.ReplaceModelAsync(name, file, cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
