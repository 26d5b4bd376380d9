using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Memory;

public sealed class MemoryModelStoreConformanceTests : ModelStoreConformance
{
    protected override bool KeepsEvents => false;

    protected override bool OutlivesItself => false;

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new MemoryModelStore());
}
