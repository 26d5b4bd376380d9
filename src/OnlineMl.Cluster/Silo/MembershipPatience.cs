using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Silo;

/// <summary>The table of servers, which a server that joins waits for, and one that ends does not.</summary>
/// <remarks>A silo whose start has failed cannot be started again. Orleans tries everything else again while it joins, but not to make the table, so that a Redis
/// that dies just then would keep the server out until it is started anew. And it tries for a minute, several times over, to say that a server leaves. The others
/// find out by themselves that one is gone.</remarks>
/// <param name="table">The table.</param>
/// <param name="logger">Is told once why a server that joins waits.</param>
internal sealed partial class MembershipPatience(IMembershipTable table, ILogger<MembershipPatience> logger) : IMembershipTable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AtEnd = TimeSpan.FromSeconds(1);

    private volatile MembershipTableData _last = new([], new TableVersion(0, "0"));
    private volatile bool _isEnding;
    private bool _isWaitTold;

    /// <summary>From now on what cannot be read is as it was read last, or empty, and what cannot be written counts as written.</summary>
    public void End() => _isEnding = true;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        while (!await TryInitializeAsync(tryInitTableVersion, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(BetweenTries, cancellationToken).ConfigureAwait(false);
        }
    }

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

    private async Task<bool> TryInitializeAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        try
        {
            var asking = table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);
            await (_isEnding ? asking.WaitAsync(AtEnd, cancellationToken) : asking).ConfigureAwait(false);
            return true;
        }
        catch (Exception reason) when (!_isEnding && !cancellationToken.IsCancellationRequested)
        {
            if (!_isWaitTold)
            {
                _isWaitTold = true;
                LogWaits(reason);
            }

            return false;
        }
    }

    private async Task<T> UnlessEndingAsync<T>(Func<Task<T>> ask, T instead, CancellationToken cancellationToken)
    {
        try
        {
            return await (_isEnding ? ask().WaitAsync(AtEnd, cancellationToken) : ask()).ConfigureAwait(false);
        }
        catch (Exception) when (_isEnding)
        {
            return instead;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster cannot be joined now; it is tried again. Until then models are served as by several servers without owners.")]
    private partial void LogWaits(Exception reason);
}
