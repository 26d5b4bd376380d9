using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Silo;

/// <summary>The table of servers, in which another server was last alive when its time was last seen to move, whatever its clock says.</summary>
/// <remarks>A server that died while its clock was ahead would count as alive until that time has come, and nobody could join before. Of one that is seen for
/// the first time it is only known that it is not younger than now. What is written back has the times that were read, so that nobody sees them move.</remarks>
/// <param name="table">The table.</param>
/// <param name="isOwn">Tells this server from others.</param>
/// <param name="time">The clock by which Orleans judges.</param>
internal sealed class MembershipAsSeen(IMembershipTable table, Predicate<SiloAddress> isOwn, TimeProvider time) : IMembershipTable
{
    private readonly ConcurrentDictionary<SiloAddress, Sight> _seen = new();

    public Task InitializeMembershipTable(bool tryInitTableVersion) => table.InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    public Task DeleteMembershipTableEntries(string clusterId) => table.DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) => table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => table.CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) => table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => AsSeen(await table.ReadRowAsync(key, cancellationToken).ConfigureAwait(false));

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) => AsSeen(await table.ReadAllAsync(cancellationToken).ConfigureAwait(false));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) => table.InsertRowAsync(entry, tableVersion, cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public async Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default)
    {
        if (isOwn(entry.SiloAddress) || !_seen.TryGetValue(entry.SiloAddress, out var seen))
        {
            return await table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken).ConfigureAwait(false);
        }

        var (started, alive) = (entry.StartTime, entry.IAmAliveTime);
        try
        {
            (entry.StartTime, entry.IAmAliveTime) = (seen.Started, seen.Told);
            return await table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (entry.StartTime, entry.IAmAliveTime) = (started, alive);
        }
    }

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) => table.UpdateIAmAliveAsync(entry, cancellationToken);

    private MembershipTableData AsSeen(MembershipTableData data)
    {
        var (now, timestamp) = (time.GetUtcNow().UtcDateTime, time.GetTimestamp());
        foreach (var (entry, _) in data.Members)
        {
            if (isOwn(entry.SiloAddress))
            {
                continue;
            }

            var (started, told) = (entry.StartTime, entry.IAmAliveTime);
            var seen = _seen.AddOrUpdate(
                entry.SiloAddress,
                _ => new Sight(started, told, timestamp, Max(now - Max(started, told), TimeSpan.Zero)),
                (_, before) => before.Told == told ? before : new Sight(started, told, timestamp, TimeSpan.Zero));
            entry.IAmAliveTime = now - seen.Age - time.GetElapsedTime(seen.At, timestamp);

            // The later one of the two counts.
            entry.StartTime = started < entry.IAmAliveTime ? started : entry.IAmAliveTime;
        }

        var known = data.Members.Select(member => member.Item1.SiloAddress).ToHashSet();
        foreach (var gone in _seen.Keys.Where(address => !known.Contains(address)))
        {
            _seen.TryRemove(gone, out _);
        }

        return data;
    }

    private static T Max<T>(T one, T other)
        where T : IComparable<T> => one.CompareTo(other) >= 0 ? one : other;

    /// <summary>What a server was seen to say.</summary>
    /// <param name="Started">When it says that it was started.</param>
    /// <param name="Told">When it says that it was alive.</param>
    /// <param name="At">When it was first seen to say so, as a timestamp.</param>
    /// <param name="Age">How old it was then.</param>
    private readonly record struct Sight(DateTime Started, DateTime Told, long At, TimeSpan Age);
}
