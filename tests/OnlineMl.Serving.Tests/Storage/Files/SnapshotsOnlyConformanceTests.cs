using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>The file store that does not log events.</summary>
public sealed class SnapshotsOnlyConformanceTests : ModelStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override bool KeepsEvents => false;

    public void Dispose() => _folder.Dispose();

    protected override Task<IModelStore> OpenStoreAsync() =>
        Task.FromResult<IModelStore>(new FileModelStore(_folder.Path, new FileModelStoreOptions { Durability = Durability.None }));

    protected override long PositionAfterReopening(long appended, long snapshot) => snapshot;
}
