using System.Text.Json;

namespace OnlineMl.Contracts;

/// <summary>The calls on a set of named models, the same in the process that holds them and over HTTP.</summary>
/// <remarks>Every call throws <see cref="OnlineMlException"/> with the reason when it is refused. Safe for use by several
/// threads at once.</remarks>
public interface IOnlineMlClient
{
    /// <summary>How the features of <see cref="ModelClient{TFeatures}"/> are named after the properties of examples, such as
    /// <see cref="JsonNamingPolicy.CamelCase"/>, so that a program in C# and a page in JavaScript give one feature one name. Null, the default, takes
    /// the properties' names.</summary>
    JsonNamingPolicy? FeatureNaming => null;

    /// <summary>What the service is.</summary>
    Task<ServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>The components that models can be made of: names, parameters, defaults, ranges and what they are for.</summary>
    Task<JsonElement> GetCatalogAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an untrained model.</summary>
    /// <param name="flavor">What the model is for: regression, binary, multiclass, cluster, forecast, neighbor or custom.</param>
    /// <param name="spec">The model's spec as JSON.</param>
    /// <param name="name">Its name, 1 to 128 of <c>A-Z a-z 0-9 . _ -</c>; the service makes one up when null.</param>
    /// <param name="metrics">The names of the metrics that it is measured by; those of the flavor when null.</param>
    /// <param name="options">How it takes its examples; as the service has it when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The name.</returns>
    Task<string> CreateModelAsync(
        string flavor,
        string spec,
        string? name = null,
        IReadOnlyList<string>? metrics = null,
        ModelOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Adds a model from a file that <see cref="DownloadModelAsync"/> or <see cref="ExportModelAsync"/> wrote, with all it has learned.</summary>
    Task<string> ImportModelAsync(string flavor, Stream file, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Puts an untrained model into the place of another one, between two calls, as one event of its log.</summary>
    /// <remarks>The predictions that wait for a label, metrics and their history, statistics, keys of repeated calls and the position go on; what the earlier
    /// model had learned is dropped. A label of one of its predictions is scored by that prediction and learned by the new model.</remarks>
    /// <param name="model">The name of the model.</param>
    /// <param name="spec">The new model's spec as JSON; it must do what the earlier one does.</param>
    /// <param name="options">How it takes its examples; what is null is as the earlier model has it.</param>
    /// <param name="idempotencyKey">The same text when the call is repeated, so that it is done once; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ReplaceModelAsync(string model, string spec, ModelOptions? options = null, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a model from a file that <see cref="DownloadModelAsync"/> or <see cref="ExportModelAsync"/> wrote, with all it has learned, into the
    /// place of another one, as <see cref="ReplaceModelAsync(string, string, ModelOptions?, string?, CancellationToken)"/> does. Metrics and waiting
    /// predictions of an exported file are left out. The file may have 48 MiB.</summary>
    Task ReplaceModelAsync(string model, Stream file, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>The names of all models, sorted.</summary>
    Task<IReadOnlyList<string>> GetModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>The steps of a model and their parameters.</summary>
    Task<JsonElement> DescribeModelAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>How a model is kept and what became of its predictions.</summary>
    Task<ModelStatus> GetStatusAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Writes a model with all it has learned to a stream: a model file, as the tool and the library read it.</summary>
    Task DownloadModelAsync(string model, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Writes a model with all that the service knows of it to a stream: what it has learned, its metrics, its call
    /// statistics and the predictions that wait for a label. It is a model file, too.</summary>
    Task ExportModelAsync(string model, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Stores a snapshot of a model now, so that a restart has nothing to replay.</summary>
    Task SaveModelAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Removes a model.</summary>
    Task DeleteModelAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Asks a model about an example. The answer is remembered under an identifier, so that a label can follow.</summary>
    Task<PredictResponse> PredictAsync(PredictRequest request, CancellationToken cancellationToken = default);

    /// <summary>Teaches a model an example. When the call returns, the example is durable.</summary>
    Task LearnAsync(LearnRequest request, CancellationToken cancellationToken = default);

    /// <summary>Teaches a model the example that it predicted under an identifier. When the call returns, the label is durable.</summary>
    Task LabelAsync(LabelRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks models about many examples, in constant memory. A refused example does not stop the others.</summary>
    IAsyncEnumerable<BatchPredictAnswer> PredictManyAsync(IAsyncEnumerable<PredictRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Teaches models many examples, in constant memory. A refused example does not stop the others.</summary>
    /// <remarks>When the batch fails, the examples behind the last answer may be learned or not. To teach them again, give them an
    /// <see cref="LearnRequest.IdempotencyKey"/> from the start: the service remembers the keys of a model's last calls, 10,000 by default, and
    /// learns none of those a second time.</remarks>
    /// <returns>Answers in the order of the examples; one answer may stand for many.</returns>
    IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(IAsyncEnumerable<LearnRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>The current values of a model's metrics by name; empty for a model without metrics.</summary>
    Task<IReadOnlyDictionary<string, double>> GetMetricsAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>A model's metrics over its life, so that a curve need not begin with the first look at it.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="metric">The name of a metric; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<MetricHistoryResponse> GetMetricHistoryAsync(string model, string? metric = null, CancellationToken cancellationToken = default);

    /// <summary>What became of a classifier's predictions: the confusion matrix, and for two classes the calibration and the ROC curve.</summary>
    Task<ModelReport> GetReportAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>How often a model was called and how long that took.</summary>
    Task<ModelStats> GetStatsAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Every predict, learn and label from now on, or from an earlier event on.</summary>
    /// <remarks>In the process that holds the models the stream ends when the service stops; over HTTP it waits for the service to come back.</remarks>
    IAsyncEnumerable<ModelEvent> StreamEventsAsync(StreamRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>The metrics of models after each of their learns and labels from now on, or from an earlier event on.</summary>
    /// <remarks>It ends as <see cref="StreamEventsAsync"/> does.</remarks>
    IAsyncEnumerable<MetricsEvent> StreamMetricsAsync(StreamRequest? request = null, CancellationToken cancellationToken = default);
}
