using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OnlineMl.Contracts.Examples;

namespace OnlineMl.Contracts;

/// <summary>The calls on one model whose examples are objects: every public property is a feature of that name.</summary>
/// <remarks>Names are those of JSON: a <see cref="System.Text.Json.Serialization.JsonPropertyNameAttribute"/> or a naming policy sets them, and a
/// <see cref="System.Text.Json.Serialization.JsonIgnoreAttribute"/> leaves a property out. Taken are numbers, truth values, texts, enums (their
/// member's name), letters and <see cref="Guid"/>s (as texts), dates (day numbers as <see cref="DateOnly.DayNumber"/> counts, the time of day as the
/// fraction), times of day and durations (in days); null means absent. The properties of an object in a property are features of their own
/// (<c>Address.City</c>), and a list of texts is one feature a text (<c>Tags_new</c>, 1 where the list has it). A property of another type, or a
/// number that is not finite, is an <see cref="ArgumentException"/> that names it. The accessors are compiled once per type. A trimmed application
/// keeps the properties of objects in properties itself.
/// <example><code>
/// record Visit(int Pages, string Country, double? Cart);
///
/// var churn = client.For&lt;Visit&gt;("churn");
/// var prediction = await churn.PredictAsync(new Visit(7, "FR", null));
/// if (prediction.ProbabilityOf(true) > 0.8) { … }
/// await churn.LabelAsync(prediction, true);
/// </code></example></remarks>
/// <typeparam name="TFeatures">A class, record, struct or anonymous type, or a dictionary of names and values.</typeparam>
public sealed class ModelClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TFeatures>
{
    private readonly IOnlineMlClient _client;
    private readonly JsonNamingPolicy? _naming;

    /// <summary>Makes the client of a model; the model need not exist yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="model">The name of the model.</param>
    /// <param name="naming">Gives the features their names; null takes the client's <see cref="IOnlineMlClient.FeatureNaming"/>.</param>
    public ModelClient(IOnlineMlClient client, string model, JsonNamingPolicy? naming = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(model);
        _client = client;
        _naming = naming ?? client.FeatureNaming;
        Model = model;
    }

    /// <summary>The name of the model.</summary>
    public string Model { get; }

    /// <summary>Asks the model about an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="identifier">What to remember the prediction under; the service makes one up when null.</param>
    /// <param name="time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ModelPrediction> PredictAsync(
        TFeatures example, string? identifier = null, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        using var writer = new ExampleWriter(_naming);
        var request = new PredictRequest(Model, writer.Write(example), identifier, Time: time);
        return new ModelPrediction(await _client.PredictAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks a forecaster for the next values of its series.</summary>
    /// <param name="steps">The examples of the steps to forecast without what is to be forecast, the next one first.</param>
    /// <param name="interval">The share of values that are to lie in the intervals of the answer; see <see cref="WireNames.Interval"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The prediction, whose <see cref="ModelPrediction.Forecast"/> has a value for each step.</returns>
    public async Task<ModelPrediction> ForecastAsync(IEnumerable<TFeatures> steps, double? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        using var writer = new ExampleWriter(_naming);
        var request = new PredictRequest(
            Model, JsonValues.Features([]), Interval: interval, FutureFeatures: JsonValues.List(steps.Select(step => writer.Write(step))));
        return new ModelPrediction(await _client.PredictAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Has a recommender put items into the order in which the user of an example is expected to like them.</summary>
    /// <param name="example">The example without the item.</param>
    /// <param name="items">The items; see <see cref="JsonValues.Value"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The prediction, whose <see cref="ModelPrediction.Ranking"/> has the items.</returns>
    public async Task<ModelPrediction> RankAsync(TFeatures example, IEnumerable<object> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var writer = new ExampleWriter(_naming);
        var request = new PredictRequest(Model, writer.Write(example), Items: JsonValues.Choices(items));
        return new ModelPrediction(await _client.PredictAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Has a policy choose an arm; the reward of the choice is its label.</summary>
    /// <param name="example">The context.</param>
    /// <param name="arms">The arms to choose from, see <see cref="JsonValues.Value"/>; those that the policy knows when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The prediction, whose <see cref="ModelPrediction.Label"/> is the arm.</returns>
    public async Task<ModelPrediction> PullAsync(TFeatures example, IEnumerable<object>? arms = null, CancellationToken cancellationToken = default)
    {
        using var writer = new ExampleWriter(_naming);
        var request = new PredictRequest(Model, writer.Write(example), Arms: JsonValues.Choices(arms));
        return new ModelPrediction(await _client.PredictAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Teaches the model an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="target">A number, a text, a truth value or an enum's member, or several for a model with several outputs, as
    /// <see cref="JsonValues.Target"/> takes them; null for unsupervised models.</param>
    /// <param name="weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
    /// <param name="time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LearnAsync(
        TFeatures example, object? target = null, double? weight = null, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        using var writer = new ExampleWriter(_naming);
        await _client.LearnAsync(MakeLearnRequest(writer, new(example, target, weight, time)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Teaches the model the example that it predicted under an identifier.</summary>
    /// <param name="identifier">What the prediction is remembered under.</param>
    /// <param name="label">A number, a text, a truth value or an enum's member, or several; see <see cref="JsonValues.Target"/>.</param>
    /// <param name="weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
    /// <param name="time">The moment of the example, when it is not that of the prediction; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task LabelAsync(
        string identifier, object label, double? weight = null, DateTimeOffset? time = null, CancellationToken cancellationToken = default) =>
        _client.LabelAsync(Model, identifier, label, weight, time, cancellationToken);

    /// <summary>Teaches the model the example of an earlier prediction.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="label">A number, a text, a truth value or an enum's member, or several; see <see cref="JsonValues.Target"/>.</param>
    /// <param name="weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
    /// <param name="time">The moment of the example, when it is not that of the prediction; see <see cref="WireNames.Time"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The prediction has no identifier.</exception>
    public Task LabelAsync(
        ModelPrediction prediction, object label, double? weight = null, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return LabelAsync(
            prediction.Identifier ?? throw new ArgumentException("The prediction has no identifier, so it is not remembered.", nameof(prediction)),
            label,
            weight,
            time,
            cancellationToken);
    }

    /// <summary>Asks the model about many examples, in constant memory; the predictions come in the order of the examples.</summary>
    public async IAsyncEnumerable<ModelPrediction> PredictManyAsync(
        IAsyncEnumerable<TFeatures> examples, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        await foreach (var answer in _client.PredictManyAsync(MakeRequests(examples, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return new ModelPrediction(answer);
        }
    }

    /// <summary>Teaches the model many examples, in constant memory.</summary>
    /// <param name="examples">Examples and their targets; see <see cref="LearnAsync"/>.</param>
    /// <param name="cancellationToken">Ends the batch.</param>
    /// <returns>How far the batch has come; see <see cref="IOnlineMlClient.LearnManyAsync"/>.</returns>
    public IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(
        IAsyncEnumerable<(TFeatures Example, object? Target)> examples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return LearnManyAsync(examples.Select(pair => new TrainingExample<TFeatures>(pair.Example, pair.Target)), cancellationToken);
    }

    /// <summary>Teaches the model many examples of which some count more than others or have a moment of their own, in constant memory.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="cancellationToken">Ends the batch.</param>
    /// <returns>How far the batch has come; see <see cref="IOnlineMlClient.LearnManyAsync"/>.</returns>
    public IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(
        IAsyncEnumerable<TrainingExample<TFeatures>> examples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return _client.LearnManyAsync(MakeRequests(examples, cancellationToken), cancellationToken);
    }

    private async IAsyncEnumerable<PredictRequest> MakeRequests(
        IAsyncEnumerable<TFeatures> examples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var writer = new ExampleWriter(_naming);
        await foreach (var example in examples.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return new PredictRequest(Model, writer.Write(example));
        }
    }

    private async IAsyncEnumerable<LearnRequest> MakeRequests(
        IAsyncEnumerable<TrainingExample<TFeatures>> examples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var writer = new ExampleWriter(_naming);
        await foreach (var example in examples.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return MakeLearnRequest(writer, example);
        }
    }

    private LearnRequest MakeLearnRequest(ExampleWriter writer, in TrainingExample<TFeatures> example) => new(
        Model,
        writer.Write(example.Example),
        example.Target is null ? null : JsonValues.Target(example.Target),
        Time: example.Time,
        Weight: example.Weight);
}
