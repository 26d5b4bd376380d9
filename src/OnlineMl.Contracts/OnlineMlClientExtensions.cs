using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnlineMl.Contracts;

/// <summary>The calls of <see cref="IOnlineMlClient"/> with plain .NET values.</summary>
public static class OnlineMlClientExtensions
{
    /// <summary>Asks a model about an example.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The features; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="identifier">What to remember the prediction under; one is made up when null.</param>
    /// <param name="time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PredictResponse> PredictAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        string? identifier = null,
        DateTimeOffset? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PredictAsync(new PredictRequest(model, JsonValues.Features(features), identifier, Time: time), cancellationToken);
    }

    /// <summary>Asks a forecaster for the next values of its series.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="horizon">How many steps. Range [1, 10000].</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A value for each step, the next one first; empty while the model cannot tell.</returns>
    public static async Task<IReadOnlyList<double>> ForecastAsync(
        this IOnlineMlClient client, string model, int horizon, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var response = await client.PredictAsync(new PredictRequest(model, JsonValues.Features([]), Horizon: horizon), cancellationToken).ConfigureAwait(false);
        return new ModelPrediction(response).Forecast;
    }

    /// <summary>Asks a forecaster for the next values of its series, of which the features are known; see <see cref="WireNames.FutureFeatures"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="steps">The features of each step, the next one first; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A value for each step, the next one first; empty while the model cannot tell.</returns>
    public static async Task<IReadOnlyList<double>> ForecastAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<IEnumerable<KeyValuePair<string, object?>>> steps,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(steps);
        var request = new PredictRequest(model, JsonValues.Features([]), FutureFeatures: JsonValues.List(steps.Select(JsonValues.Features)));
        return new ModelPrediction(await client.PredictAsync(request, cancellationToken).ConfigureAwait(false)).Forecast;
    }

    /// <summary>Has a recommender put items into the order in which the user of an example is expected to like them; see <see cref="WireNames.Items"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The features without the item; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="items">The items; see <see cref="JsonValues.Value"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items as texts, the best first.</returns>
    public static async Task<IReadOnlyList<string>> RankAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        IEnumerable<object> items,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(items);
        var request = new PredictRequest(model, JsonValues.Features(features), Items: JsonValues.Choices(items));
        return new ModelPrediction(await client.PredictAsync(request, cancellationToken).ConfigureAwait(false)).Ranking;
    }

    /// <summary>Has a policy choose an arm; see <see cref="WireNames.Arms"/>. The reward of the choice is its label.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The context; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="arms">The arms to choose from, see <see cref="JsonValues.Value"/>; those that the policy knows when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The choice, whose <see cref="ModelPrediction.Label"/> is the arm.</returns>
    public static async Task<ModelPrediction> PullAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        IEnumerable<object>? arms = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new PredictRequest(model, JsonValues.Features(features), Arms: JsonValues.Choices(arms));
        return new ModelPrediction(await client.PredictAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Teaches a model an example.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="features">The features; see <see cref="JsonValues.Features"/>.</param>
    /// <param name="groundTruth">The target: a number, a text or a truth value, or several; see <see cref="JsonValues.Target"/>. Null for unsupervised
    /// models.</param>
    /// <param name="weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
    /// <param name="time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task LearnAsync(
        this IOnlineMlClient client,
        string model,
        IEnumerable<KeyValuePair<string, object?>> features,
        object? groundTruth = null,
        double? weight = null,
        DateTimeOffset? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var target = groundTruth is null ? (JsonElement?)null : JsonValues.Target(groundTruth);
        return client.LearnAsync(new LearnRequest(model, JsonValues.Features(features), target, Time: time, Weight: weight), cancellationToken);
    }

    /// <summary>Teaches a model the example that it predicted under an identifier.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="identifier">What the prediction is remembered under.</param>
    /// <param name="label">The target: a number, a text or a truth value, or several; see <see cref="JsonValues.Target"/>.</param>
    /// <param name="weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
    /// <param name="time">The moment of the example, when it is not that of the prediction; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task LabelAsync(
        this IOnlineMlClient client,
        string model,
        string identifier,
        object label,
        double? weight = null,
        DateTimeOffset? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.LabelAsync(new LabelRequest(model, JsonValues.Target(label), identifier, Time: time, Weight: weight), cancellationToken);
    }

    /// <summary>The calls on one model whose examples are objects of a type of yours; see <see cref="ModelClient{TFeatures}"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="naming">Gives the features their names; null takes the client's <see cref="IOnlineMlClient.FeatureNaming"/>.</param>
    public static ModelClient<TFeatures> For<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>(
        this IOnlineMlClient client, string model, JsonNamingPolicy? naming = null) => new(client, model, naming);

    /// <summary>Adds an untrained model; see <see cref="IOnlineMlClient.CreateModelAsync"/>.</summary>
    public static Task<string> CreateModelAsync(
        this IOnlineMlClient client,
        Flavor flavor,
        [StringSyntax(StringSyntaxAttribute.Json)] string spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CreateModelAsync(NameOf(flavor), spec, name, metrics, options, cancellationToken);
    }

    /// <summary>Adds an untrained model unless there is one of that name, which then stays as it is, whatever its spec.</summary>
    /// <param name="client">The client.</param>
    /// <param name="flavor">What the model is for.</param>
    /// <param name="spec">The model's spec as JSON.</param>
    /// <param name="name">Its name.</param>
    /// <param name="metrics">The names of the metrics that it is measured by; those of the flavor when null.</param>
    /// <param name="options">How it takes its examples; as the service has it when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was added.</returns>
    public static async Task<bool> EnsureModelAsync(
        this IOnlineMlClient client,
        Flavor flavor,
        [StringSyntax(StringSyntaxAttribute.Json)] string spec,
        string name,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            await client.CreateModelAsync(flavor, spec, name, metrics, options, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OnlineMlException e) when (e.Kind == RefusalKind.AlreadyExists)
        {
            return false;
        }
    }

    /// <summary>Adds an untrained model from a spec that is JSON already.</summary>
    public static Task<string> CreateModelAsync(
        this IOnlineMlClient client,
        string flavor,
        JsonElement spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CreateModelAsync(flavor, spec.GetRawText(), name, metrics, options, cancellationToken);
    }

    /// <summary>Adds an untrained model from a spec of plain .NET values: names, lists and dictionaries, or objects whose properties are named as
    /// in the spec. A model that is built in code goes to the <c>CreateModelAsync</c> of the package OnlineMl.Serving.</summary>
    /// <exception cref="ArgumentException">The spec is a model or a component.</exception>
    [RequiresUnreferencedCode("The spec's properties are found by reflection; give the spec as a text or a JsonElement in a trimmed application.")]
    [RequiresDynamicCode("The spec's properties are found by reflection; give the spec as a text or a JsonElement in an application of native code.")]
    public static Task<string> CreateModelAsync(
        this IOnlineMlClient client,
        string flavor,
        object spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.GetType().Namespace?.StartsWith(nameof(OnlineMl), StringComparison.Ordinal) == true)
        {
            throw new ArgumentException(
                $"The spec is a {spec.GetType().Name}, no plain value; new Model(…).ToSpec() gives its text, and CreateModelAsync of OnlineMl.Serving takes the Model.", nameof(spec));
        }

        return client.CreateModelAsync(flavor, JsonSerializer.Serialize(spec), name, metrics, options, cancellationToken);
    }

    /// <summary>Adds a model from a file; see <see cref="IOnlineMlClient.ImportModelAsync"/>.</summary>
    public static async Task<string> ImportModelAsync(
        this IOnlineMlClient client, string flavor, string path, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var file = File.OpenRead(path);
        return await client.ImportModelAsync(flavor, file, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a model to a file; see <see cref="IOnlineMlClient.DownloadModelAsync"/>. A file that is there is replaced, as a whole or not at all.</summary>
    public static Task DownloadModelAsync(this IOnlineMlClient client, string model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return WriteFileAsync(path, file => client.DownloadModelAsync(model, file, cancellationToken));
    }

    /// <summary>Writes a model with all that the service knows of it to a file; see <see cref="IOnlineMlClient.ExportModelAsync"/>. A file that is there
    /// is replaced, as a whole or not at all.</summary>
    public static Task ExportModelAsync(this IOnlineMlClient client, string model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return WriteFileAsync(path, file => client.ExportModelAsync(model, file, cancellationToken));
    }

    private static string NameOf(Flavor flavor) => Enum.IsDefined(flavor)
        ? flavor.ToString().ToLowerInvariant()
        : throw new ArgumentOutOfRangeException(nameof(flavor), flavor, "There is no such flavor.");

    private static async Task WriteFileAsync(string path, Func<Stream, Task> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var unfinished = path + ".tmp";
        try
        {
            var file = File.Create(unfinished);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
