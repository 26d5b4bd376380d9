using System.Globalization;
using System.Text.RegularExpressions;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Redis.Tests;

/// <summary>Two servers whose Redis dies, and whose replica takes its place without what was acknowledged last.</summary>
public sealed partial class FailOverTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    private readonly RedisProcess _primary = new();
    private readonly RedisProcess _replica = new();
    private readonly List<WebServer> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _primary.Dispose();
        _replica.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatTheReplicaLacks_IsNoLongerInTheModel_AndIsTold(bool hasAddressOfThePrimary)
    {
        var both = $"{_primary.Address},{_replica.Address},configCheckSeconds=1";
        await FollowAsync();
        await StartAsync(hasAddressOfThePrimary ? _primary.Address : both);
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await PatientCalls.LearnAsync(_servers[0], 1, 2, 3);
        await UntilAsync(() => OffsetOf(_replica) == OffsetOf(_primary));
        await CutAsync();
        await PatientCalls.LearnAsync(_servers[0], 10, 11);
        await _servers[0].Client.SaveModelAsync("m");
        Assert.Equal((5, 5), ((await _servers[0].Client.GetStatusAsync("m")).SnapshotPosition, (await _servers[1].Client.GetStatusAsync("m")).Position));

        _primary.Kill();
        await PromoteAsync(hasAddressOfThePrimary);

        // Whoever repeats a call that was lost is not told that it was done.
        await PatientCalls.LearnAsync(_servers[1], 4, 10);
        await PatientCalls.LearnAsync(_servers[0], 6);
        await PatientCalls.TryAsync(async () =>
        {
            await _servers[0].Client.SaveModelAsync("m");
            return true;
        });

        await using var archive = new RedisModelArchive(hasAddressOfThePrimary ? _primary.Address : _replica.Address, "shop:");
        var history = (await archive.OpenAsync("m"))!;
        var replayed = await new LogReplay(history).RunAsync();
        Assert.Equal((6, 6), (replayed.Position, replayed.LearnedOnce));
        Assert.Equal(6, (await history.ListSnapshotsAsync(CancellationToken.None))[0]);
        foreach (var web in _servers)
        {
            Assert.Equal((6, replayed.StateHash), await PatientCalls.TryAsync(() => web.Host.ReadStateHashAsync("m", default)));
            var status = await web.Client.GetStatusAsync("m");
            Assert.Contains(status.Faults, fault => fault.Contains("its log was rewritten", StringComparison.Ordinal));
            Assert.Equal(6, (await web.Client.GetReportAsync("m")).Examples);
            await web.WaitUntilReadyAsync();
        }

        // A server that starts now makes the same of it.
        await StartAsync(hasAddressOfThePrimary ? _primary.Address : both);
        Assert.Equal((6, replayed.StateHash), await _servers[^1].Host.ReadStateHashAsync("m", default));
    }

    private static long OffsetOf(RedisProcess redis) =>
        long.Parse(Offset().Match(redis.SendForAll("INFO replication")).Groups["offset"].Value, CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    [GeneratedRegex(@"master_repl_offset:(?<offset>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offset();

    private async Task StartAsync(string connection)
    {
        do
        {
            _servers.Add(await WebServer.StartAsync(connection, "shop:"));
        }
        while (_servers.Count < 2);
    }

    private async Task FollowAsync()
    {
        Assert.Equal("+OK", _replica.Send(string.Create(CultureInfo.InvariantCulture, $"REPLICAOF 127.0.0.1 {_primary.Port}")));
        await UntilAsync(() => _replica.SendForAll("INFO replication").Contains("master_link_status:up", StringComparison.Ordinal));
    }

    // The replica tries again and again, and is refused.
    private async Task CutAsync()
    {
        Assert.Equal("+OK", _primary.Send("ACL SETUSER default -psync -sync"));
        Assert.Equal(":1", _primary.Send("CLIENT KILL TYPE replica"));
        await UntilAsync(() => _replica.SendForAll("INFO replication").Contains("master_link_status:down", StringComparison.Ordinal)
            && _primary.SendForAll("INFO replication").Contains("connected_slaves:0", StringComparison.Ordinal));
    }

    private async Task PromoteAsync(bool hasAddressOfThePrimary)
    {
        Assert.Equal("+OK", _replica.Send("REPLICAOF NO ONE"));
        if (hasAddressOfThePrimary)
        {
            await UntilAsync(() => _replica.Send(string.Create(CultureInfo.InvariantCulture, $"CONFIG SET port {_primary.Port}")) == "+OK");
        }
    }
}
