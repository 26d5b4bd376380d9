using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Memory;

public sealed class SharedMemoryConformanceTests : ModelStoreConformance
{
    private readonly SharedMemory _place = new();

    protected override bool IsShared => true;

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new SharedMemoryStore(_place));
}
