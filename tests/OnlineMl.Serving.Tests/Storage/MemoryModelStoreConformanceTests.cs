using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage;

public sealed class MemoryModelStoreConformanceTests : ModelStoreConformance
{
    protected override bool KeepsEvents => false;

    protected override bool OutlivesItself => false;

    protected override Task<OnlineMl.Serving.Storage.IModelStore> OpenStoreAsync() => Task.FromResult<OnlineMl.Serving.Storage.IModelStore>(new OnlineMl.Serving.Storage.MemoryModelStore());
}
