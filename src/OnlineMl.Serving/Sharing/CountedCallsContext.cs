using System.Text.Json.Serialization;

namespace OnlineMl.Serving.Sharing;

/// <summary>How counts are written.</summary>
[JsonSerializable(typeof(Dictionary<string, CountedCalls>))]
internal sealed partial class CountedCallsContext : JsonSerializerContext;
