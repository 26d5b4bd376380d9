using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Silo;

/// <summary>The table of servers, for which a server that ends does not wait where it does not answer.</summary>
/// <remarks>Orleans tries again for a minute, several times over, to say that a server leaves, and for as long as it likes that one joins. The others find out by
/// themselves that one is gone.</remarks>
/// <param name="table">The table.</param>
internal sealed class MembershipAtEnd(IMembershipTable table) : IMembershipTable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile MembershipTableData _last = new([], new TableVersion(0, "0"));
    private volatile bool _isEnding;

    /// <summary>From now on what cannot be read is as it was read last, or empty, and what cannot be written counts as written.</summary>
    public void End() => _isEnding = true;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) => table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) => table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => table.ReadRowAsync(key, cancellationToken);

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _last = await UnlessEndingAsync(() => table.ReadAllAsync(cancellationToken), _last, cancellationToken).ConfigureAwait(false);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        UnlessEndingAsync(() => table.InsertRowAsync(entry, tableVersion, cancellationToken), true, cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        UnlessEndingAsync(() => table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken), true, cancellationToken);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) => table.UpdateIAmAliveAsync(entry, cancellationToken);

    private async Task<T> UnlessEndingAsync<T>(Func<Task<T>> ask, T instead, CancellationToken cancellationToken)
    {
        try
        {
            return await (_isEnding ? ask().WaitAsync(Patience, cancellationToken) : ask()).ConfigureAwait(false);
        }
        catch (Exception) when (_isEnding)
        {
            return instead;
        }
    }
}
