using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How the wire records are read and written: no duplicate names, no numbers in quotes.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(LearnRequest))]
[JsonSerializable(typeof(LabelRequest))]
[JsonSerializable(typeof(BatchLearnAnswer))]
[JsonSerializable(typeof(BatchPredictAnswer))]
[JsonSerializable(typeof(ModelEvent))]
[JsonSerializable(typeof(ModelStatus))]
[JsonSerializable(typeof(ModelStats))]
[JsonSerializable(typeof(MetricHistoryResponse))]
[JsonSerializable(typeof(ModelReport))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(CreateModelResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
public sealed partial class OnlineMlJsonContext : JsonSerializerContext;
