using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Cluster.Silo;
using Orleans;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Tests.Silo;

/// <summary>What a server that joins or ends makes of a table that does not answer.</summary>
public class MembershipPatienceTests
{
    private static readonly MembershipEntry Entry = new() { SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, 1), Status = SiloStatus.Dead };
    private static readonly TableVersion Version = new(0, "0");
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly Table _table = new();

    [Fact]
    public async Task BeforeTheEnd_WhatFailsIsTold()
    {
        var membership = new MembershipPatience(_table, NullLogger<MembershipPatience>.Instance);
        await membership.ReadAllAsync();
        _table.Answer = () => throw new InvalidOperationException("away");
        await Assert.ThrowsAsync<InvalidOperationException>(() => membership.ReadAllAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => membership.UpdateRowAsync(Entry, "0", Version));
        await Assert.ThrowsAsync<InvalidOperationException>(() => membership.InsertRowAsync(Entry, Version));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AtTheEnd_WhatDoesNotAnswerCountsAsWritten_AndIsAsItWasReadLast(bool isSilent)
    {
        var membership = new MembershipPatience(_table, NullLogger<MembershipPatience>.Instance);
        var read = await membership.ReadAllAsync();
        membership.End();
        _table.Answer = () => isSilent ? Task.Delay(Timeout.Infinite) : throw new InvalidOperationException("away");
        Assert.Same(read, await membership.ReadAllAsync().WaitAsync(MaxWait));
        Assert.True(await membership.UpdateRowAsync(Entry, "0", Version).WaitAsync(MaxWait));
        Assert.True(await membership.InsertRowAsync(Entry, Version).WaitAsync(MaxWait));
        Assert.Equal(0, _table.Written);
    }

    [Fact]
    public async Task AtTheEnd_ATableThatWasNeverReadIsEmpty()
    {
        var membership = new MembershipPatience(_table, NullLogger<MembershipPatience>.Instance);
        membership.End();
        _table.Answer = () => throw new InvalidOperationException("away");
        Assert.Empty((await membership.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task AtTheEnd_ATableThatAnswersIsWrittenAsEver()
    {
        var membership = new MembershipPatience(_table, NullLogger<MembershipPatience>.Instance);
        membership.End();
        Assert.NotSame(await membership.ReadAllAsync(), await membership.ReadAllAsync());
        Assert.True(await membership.UpdateRowAsync(Entry, "0", Version));
        _table.IsMoved = true;
        Assert.False(await membership.UpdateRowAsync(Entry, "0", Version));
        Assert.Equal(1, _table.Written);
    }

    [Fact]
    public async Task AServerThatJoinsWhileTheTableIsAway_WaitsForIt_AndSaysSoOnce()
    {
        var told = new Lines();
        var membership = new MembershipPatience(_table, told);
        var tries = 0;
        _table.Answer = () => ++tries < 3 ? throw new InvalidOperationException("away") : Task.CompletedTask;
        await membership.InitializeMembershipTableAsync(true).WaitAsync(MaxWait);
        Assert.Equal(3, tries);
        Assert.Equal([(LogLevel.Warning, "away")], told.Told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AServerThatIsToldToEndWhileItWaitsForTheTable_DoesNotJoin(bool isSilent)
    {
        var membership = new MembershipPatience(_table, NullLogger<MembershipPatience>.Instance);
        var isTried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isEnding = false;
        _table.Answer = () =>
        {
            isTried.TrySetResult();
            return Volatile.Read(ref isEnding) && isSilent ? Task.Delay(Timeout.Infinite) : throw new InvalidOperationException("away");
        };
        var joining = membership.InitializeMembershipTableAsync(true);
        await isTried.Task.WaitAsync(MaxWait);
        Assert.False(joining.IsCompleted);
        Volatile.Write(ref isEnding, true);
        membership.End();
        await Assert.ThrowsAsync(isSilent ? typeof(TimeoutException) : typeof(InvalidOperationException), () => joining.WaitAsync(MaxWait));
    }

    private sealed class Lines : ILogger<MembershipPatience>
    {
        public List<(LogLevel Level, string? Reason)> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add((logLevel, exception?.Message));
    }

    private sealed class Table : IMembershipTable
    {
        public Func<Task> Answer { get; set; } = () => Task.CompletedTask;

        /// <summary>Whether others were faster to write.</summary>
        public bool IsMoved { get; set; }

        public int Written { get; private set; }

        public async Task<MembershipTableData> ReadAll()
        {
            await Answer();
            return new MembershipTableData([], Version);
        }

        public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
        {
            await Answer();
            Written += IsMoved ? 0 : 1;
            return !IsMoved;
        }

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => UpdateRow(entry, "", tableVersion);

        public async Task InitializeMembershipTable(bool tryInitTableVersion) => await Answer();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
