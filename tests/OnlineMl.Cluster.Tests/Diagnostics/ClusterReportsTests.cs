using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;

namespace OnlineMl.Cluster.Tests.Diagnostics;

/// <summary>What servers tell each other of themselves on Redis.</summary>
public sealed class ClusterReportsTests : IDisposable
{
    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    public void Dispose() => _redis?.Dispose();

    [RedisFact]
    public async Task WhoAsksOften_IsToldTheSameForAMoment()
    {
        await using var app = await ClusterApplication.StartAsync(_redis!.Address);
        var reports = app.Services.GetRequiredService<ClusterReports>();
        ClusterStatus[] told = [];
        await ClusterApplication.UntilAsync(async () =>
        {
            told = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reports.ReadAsync(CancellationToken.None)));
            return told.All(status => ReferenceEquals(status, told[0]));
        });
        await ClusterApplication.UntilAsync(async () => await reports.ReadAsync(CancellationToken.None) != told[0]);
    }

    [RedisFact]
    public async Task WhatAServerSaidThatWasKilled_IsForgotten()
    {
        await using (await ClusterApplication.StartAsync(_redis!.Address))
        {
            await ClusterApplication.UntilAsync(() => Reports().Contains("127.0.0.1:", StringComparison.Ordinal));
            var key = _redis.SendForAll("KEYS *cluster:tests").Split("\r\n")[2];
            _redis.Send($$$"""HSET {{{key}}} killed '{"At":"2020-01-01T00:00:00+00:00","IsJoined":true,"OwnerChanges":0,"TakeOvers":0,"Conflicts":0,"Owned":[],"Positions":{}}'""");
            Assert.Contains("killed", Reports(), StringComparison.Ordinal);
        }

        // The next server that starts tidies up.
        await using var next = await ClusterApplication.StartAsync(_redis.Address);
        await ClusterApplication.UntilAsync(() => !Reports().Contains("killed", StringComparison.Ordinal) && Reports().Contains("127.0.0.1:", StringComparison.Ordinal));

        string Reports() => _redis.SendForAll($"EVAL \"local k = redis.call('keys', '*cluster:tests'); return k[1] and redis.call('hkeys', k[1]) or {{}}\" 0");
    }
}
