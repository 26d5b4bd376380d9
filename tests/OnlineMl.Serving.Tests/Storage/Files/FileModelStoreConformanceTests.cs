using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class FileModelStoreConformanceTests : ModelStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IModelStore> OpenStoreAsync() => Task.FromResult<IModelStore>(new FileModelStore(_folder.Path));
}
