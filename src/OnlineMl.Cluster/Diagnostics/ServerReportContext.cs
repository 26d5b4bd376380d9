using System.Text.Json.Serialization;

namespace OnlineMl.Cluster.Diagnostics;

/// <summary>How reports are written.</summary>
[JsonSerializable(typeof(ServerReport))]
internal sealed partial class ServerReportContext : JsonSerializerContext;
