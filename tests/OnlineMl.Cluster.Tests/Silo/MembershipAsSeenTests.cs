using System.Net;
using Microsoft.Extensions.Time.Testing;
using OnlineMl.Cluster.Silo;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Tests.Silo;

/// <summary>How old what a server said of itself is, when clocks differ.</summary>
public class MembershipAsSeenTests
{
    private static readonly SiloAddress Own = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, 2, 1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Table _table = new();
    private TimeSpan _set;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    [Fact]
    public async Task AServerWhoseClockIsAhead_AgesWhenItsTimeStandsStill()
    {
        var seen = Make();
        _table.Add(Other, started: Now.AddMinutes(59), alive: Now.AddHours(1));
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(TimeSpan.FromSeconds(16), await AgeAsync(seen));

        // It is alive after all.
        _table.Rows[Other].IAmAliveTime += TimeSpan.FromSeconds(5);
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), await AgeAsync(seen));
    }

    [Fact]
    public async Task AServerWhoseClockIsBehind_IsAliveWhenItsTimeMoves()
    {
        var seen = Make();
        _table.Add(Other, started: Now.AddHours(-2), alive: Now.AddHours(-1));
        Assert.Equal(TimeSpan.FromHours(1), await AgeAsync(seen));
        _time.Advance(TimeSpan.FromSeconds(5));
        _table.Rows[Other].IAmAliveTime += TimeSpan.FromSeconds(5);
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
    }

    [Fact]
    public async Task WhatASilentServerSaid_IsAsOldAsItSays()
    {
        _table.Add(Other, started: Now.AddMinutes(-9), alive: Now.AddMinutes(-8));
        Assert.Equal(TimeSpan.FromMinutes(8), await AgeAsync(Make()));
    }

    [Fact]
    public async Task AClockThatIsSet_AgesNobody()
    {
        var seen = Make();
        _table.Add(Other, started: Now.AddMinutes(-9), alive: Now);
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
        var time = new FakeTimeProvider(_time.GetUtcNow());
        seen = new MembershipAsSeen(_table, address => address.Equals(Own), new SetClock(time, () => _set));
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
        _set = TimeSpan.FromHours(1);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), time.GetUtcNow().UtcDateTime + _set - Alive(await seen.ReadAllAsync()));
    }

    [Fact]
    public async Task ARowThatIsWrittenBack_HasTheTimesThatWereRead_AndOnesOwnIsAsItIs()
    {
        var seen = Make();
        _table.Add(Other, started: Now.AddMinutes(59), alive: Now.AddHours(1));
        _table.Add(Own, started: Now.AddMinutes(59), alive: Now.AddHours(1));
        var data = await seen.ReadAllAsync();
        foreach (var address in (SiloAddress[])[Own, Other])
        {
            var entry = data.TryGet(address)!.Item1;
            entry.Status = SiloStatus.Dead;
            Assert.True(await seen.UpdateRowAsync(entry, "0", data.Version.Next()));
            Assert.Equal((SiloStatus.Dead, Now.AddMinutes(59), Now.AddHours(1)), (_table.Rows[address].Status, _table.Rows[address].StartTime, _table.Rows[address].IAmAliveTime));
        }

        Assert.Equal(Now, data.TryGet(Other)!.Item1.IAmAliveTime);
    }

    [Fact]
    public async Task AServerThatIsGone_IsForgotten()
    {
        var seen = Make();
        _table.Add(Other, started: Now, alive: Now.AddHours(1));
        await AgeAsync(seen);
        _time.Advance(TimeSpan.FromMinutes(1));
        _table.Rows.Remove(Other);
        await seen.ReadAllAsync();
        _table.Add(Other, started: Now, alive: Now.AddHours(1).AddMinutes(-1));
        Assert.Equal(TimeSpan.Zero, await AgeAsync(seen));
    }

    private MembershipAsSeen Make() => new(_table, address => address.Equals(Own), _time);

    // The later one of the two counts for Orleans.
    private static DateTime Alive(MembershipTableData data) =>
        data.TryGet(Other)!.Item1 is var entry ? new DateTime(Math.Max(entry.StartTime.Ticks, entry.IAmAliveTime.Ticks)) : default;

    private async Task<TimeSpan> AgeAsync(MembershipAsSeen seen) => Now - Alive(await seen.ReadAllAsync());

    /// <summary>A clock that is set, while time goes on as it does.</summary>
    private sealed class SetClock(TimeProvider time, Func<TimeSpan> set) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + set();

        public override long GetTimestamp() => time.GetTimestamp();
    }

    private sealed class Table : IMembershipTable
    {
        public Dictionary<SiloAddress, MembershipEntry> Rows { get; } = [];

        public void Add(SiloAddress address, DateTime started, DateTime alive) => Rows[address] = new MembershipEntry
        {
            SiloAddress = address,
            Status = SiloStatus.Active,
            SiloName = address.ToString(),
            StartTime = started,
            IAmAliveTime = alive,
        };

        public Task<MembershipTableData> ReadAll() =>
            Task.FromResult(new MembershipTableData([.. Rows.Values.Select(row => Tuple.Create(Copy(row), "0"))], new TableVersion(0, "0")));

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
        {
            Rows[entry.SiloAddress] = Copy(entry);
            return Task.FromResult(true);
        }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();

        private static MembershipEntry Copy(MembershipEntry row) => new()
        {
            SiloAddress = row.SiloAddress,
            Status = row.Status,
            SiloName = row.SiloName,
            StartTime = row.StartTime,
            IAmAliveTime = row.IAmAliveTime,
        };
    }
}
