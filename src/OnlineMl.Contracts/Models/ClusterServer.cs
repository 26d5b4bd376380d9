using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>One of the servers that share models.</summary>
/// <param name="Address">Where the others reach it.</param>
/// <param name="SeenAt">When it last said something, by its own clock.</param>
/// <param name="IsJoined">Whether it can ask the owners of models; else it does all calls itself.</param>
/// <param name="OwnerChanges">How often it came to own a model or ceased to, since it was started.</param>
/// <param name="TakeOvers">How often it did without an owner that did not answer.</param>
/// <param name="Conflicts">How often it wanted to store events where another server's stood already; they are behind those then.</param>
/// <param name="FencedEvents">How many events that were.</param>
public sealed record ClusterServer(
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("seenAt")] DateTimeOffset SeenAt,
    [property: JsonPropertyName("isJoined")] bool IsJoined,
    [property: JsonPropertyName("ownerChanges")] long OwnerChanges,
    [property: JsonPropertyName("takeOvers")] long TakeOvers,
    [property: JsonPropertyName("conflicts")] long Conflicts,
    [property: JsonPropertyName("fencedEvents")] long FencedEvents = 0);
