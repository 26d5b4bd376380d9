using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How a model is kept and what became of its predictions.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Flavor">What it is for.</param>
/// <param name="Position">How many events (learns, labels and remembered predictions) it is made of.</param>
/// <param name="SnapshotPosition">How many of them its newest snapshot holds; after a crash the rest is replayed.</param>
/// <param name="Waiting">How many predictions wait for a label.</param>
/// <param name="Labels">What became of earlier ones.</param>
/// <param name="MemoryBytes">About how much memory its learned state takes.</param>
/// <param name="Faults">What was found damaged in its storage, and what was done about it.</param>
/// <param name="Options">How it takes its examples; null from a service that does not say.</param>
/// <param name="Names">How many names the largest of its vocabularies has; see <see cref="ModelOptions.MaxNames"/>.</param>
/// <param name="Hints">What its callers may have meant otherwise, such as numbers that come as texts; empty when nothing was seen; null from
/// a service that does not say.</param>
/// <param name="Owner">The address of the server that does its calls; null where there is one server only, or that is not known just now.</param>
/// <param name="CreatedBy">The user who created it; null when none did.</param>
/// <param name="Mixing">How far its shares were merged; null where it is not learned in shares.</param>
/// <param name="Lags">How many events the servers that have it in memory, without its owner, are behind the one that has most, by their addresses, as each last said; null
/// where there is one server only, or that is not known just now.</param>
public sealed record ModelStatus(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("flavor")] string Flavor,
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("snapshotPosition")] long SnapshotPosition,
    [property: JsonPropertyName("waiting")] int Waiting,
    [property: JsonPropertyName("labels")] LabelCounts Labels,
    [property: JsonPropertyName("memoryBytes")] long MemoryBytes,
    [property: JsonPropertyName("faults")] IReadOnlyList<string> Faults,
    [property: JsonPropertyName("options"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelOptions? Options = null,
    [property: JsonPropertyName("names")] long Names = 0,
    [property: JsonPropertyName("hints")] IReadOnlyList<string>? Hints = null,
    [property: JsonPropertyName("owner"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Owner = null,
    [property: JsonPropertyName("createdBy"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CreatedBy = null,
    [property: JsonPropertyName("mixing"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MixingStatus? Mixing = null,
    [property: JsonPropertyName("lags"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, long>? Lags = null);
