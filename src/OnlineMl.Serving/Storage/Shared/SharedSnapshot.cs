using System.Buffers;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>A snapshot of a model that several servers share.</summary>
/// <param name="Batch">What the last event that it has was appended with; empty when that is not known.</param>
/// <param name="Bytes">Its bytes.</param>
internal readonly record struct SharedSnapshot(Guid Batch, ReadOnlySequence<byte> Bytes);
