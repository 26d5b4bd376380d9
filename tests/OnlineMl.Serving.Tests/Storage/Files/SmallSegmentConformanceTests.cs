using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>The file store with one writer, many small segments, and no waiting for the disk.</summary>
public sealed class SmallSegmentConformanceTests : ModelStoreConformance, IDisposable
{
    private static readonly FileModelStoreOptions Options = new() { Durability = Durability.OperatingSystem, SegmentBytes = 4096, WriterThreads = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new FileModelStore(_folder.Path, Options));
}
