namespace OnlineMl.Contracts;

/// <summary>The calls of <see cref="IOnlineMlClient"/> with plain .NET values.</summary>
public static class OnlineMlClientExtensions
{
    /// <summary>Asks a model about an example.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The features; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="identifier">What to remember the prediction under; one is made up when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PredictResponse> PredictAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        string? identifier = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PredictAsync(new PredictRequest(model, JsonValues.Features(features), identifier), cancellationToken);
    }

    /// <summary>Teaches a model an example.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The features; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="groundTruth">The target: a number, a text or a truth value; null for unsupervised models.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task LearnAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        object? groundTruth = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.LearnAsync(
            new LearnRequest(model, JsonValues.Features(features), groundTruth is null ? null : JsonValues.Value(groundTruth)), cancellationToken);
    }

    /// <summary>Teaches a model the example that it predicted under an identifier.</summary>
    public static Task LabelAsync(
        this IOnlineMlClient client, string model, string identifier, object label, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.LabelAsync(new LabelRequest(model, JsonValues.Value(label), identifier), cancellationToken);
    }
}
