using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Routing;
using OnlineMl.Cluster.Silo;
using OnlineMl.Contracts;
using OnlineMl.Redis;
using OnlineMl.Redis.Storage;
using OnlineMl.Redis.Streams;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.Cluster.Diagnostics;

/// <summary>Tells the other servers what this one does, by a hash on Redis, and reads what they tell.</summary>
internal sealed class ClusterReports(
    RedisBackplane backplane,
    ModelHost host,
    IModelStore store,
    BackgroundSilo silo,
    OwnedModels owned,
    ClusterInstruments instruments,
    IOptions<OnlineMlClusterOptions> options,
    TimeProvider time,
    ILogger<ClusterReports> logger) : RepeatedWork(time, logger), IClusterView
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    // Longer than a server is frozen that comes back.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(5);

    // Whoever asks often, as each page of many does, is told again what is no older than what servers say of themselves.
    private static readonly TimeSpan ToldAgainFor = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _connection = backplane.Connection;
    private readonly RedisKey _key = $"{backplane.Connection.Prefix}cluster:{options.Value.ClusterId}";
    private readonly string _address = options.Value.Place;
    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private Task<ClusterStatus>? _read;
    private long _readAt;
    private long? _tidiedAt;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task<ClusterStatus> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_read is null || _time.GetElapsedTime(_readAt) > ToldAgainFor)
            {
                (_read, _readAt) = (ReadNowAsync(), _time.GetTimestamp());
            }

            return _read.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>?> FindLagsAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(cancellationToken).ConfigureAwait(false)).Models.FirstOrDefault(known => known.Model == model)?.Lags;
        }
        catch (OnlineMlException)
        {
            return null;
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        host.Cluster = this;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        Task leaving = _connection.RunAsync(database => database.HashDeleteAsync(_key, _address, CommandFlags.FireAndForget));
        await leaving.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = await WriteAsync().ConfigureAwait(false);
            if (_tidiedAt is not { } last || _time.GetElapsedTime(last) > ForgottenAfter)
            {
                _tidiedAt = _time.GetTimestamp();
                await ForgetBeforeAsync(now - ForgottenAfter).ConfigureAwait(false);
            }
        }
        catch (StorageException)
        {
            // The others do not hear of this server until Redis is back.
        }
    }

    private static ClusterModel ModelOf(string name, List<(string Address, ServerReport Report)> reports)
    {
        var owner = reports.Find(place => place.Report.Owned.Contains(name, StringComparer.Ordinal)).Address;
        var positions = reports.Where(place => place.Report.Positions.ContainsKey(name)).ToDictionary(place => place.Address, place => place.Report.Positions[name], StringComparer.Ordinal);
        var last = positions.Values.DefaultIfEmpty().Max();
        return new ClusterModel(
            name, owner, last, positions.Where(place => place.Key != owner).ToDictionary(place => place.Key, place => last - place.Value, StringComparer.Ordinal));
    }

    private async Task<ClusterStatus> ReadNowAsync()
    {
        List<(string Address, ServerReport Report)> reports;
        try
        {
            var now = await WriteAsync().ConfigureAwait(false);
            reports = [.. (await ReadReportsAsync().ConfigureAwait(false)).Where(place => now - place.Report.At < GoodFor).OrderBy(place => place.Address, StringComparer.Ordinal)];
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }

        var names = reports.SelectMany(place => place.Report.Positions.Keys.Concat(place.Report.Owned)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new ClusterStatus(
            [.. reports.Select(place => new ClusterServer(
                place.Address, place.Report.At, place.Report.IsJoined, place.Report.OwnerChanges, place.Report.TakeOvers, place.Report.Conflicts, place.Report.FencedEvents))],
            [.. names.Select(name => ModelOf(name, reports))]);
    }

    private async Task<IEnumerable<(string Address, ServerReport Report)>> ReadReportsAsync() =>
        (await _connection.RunAsync(database => database.HashGetAllAsync(_key)).ConfigureAwait(false))
            .Select(entry => (entry.Name.ToString(), JsonSerializer.Deserialize(entry.Value.ToString(), ServerReportContext.Default.ServerReport)!));

    // A server that was killed does not take its own away.
    private async Task ForgetBeforeAsync(DateTimeOffset earliest)
    {
        RedisValue[] forgotten = [.. (await ReadReportsAsync().ConfigureAwait(false)).Where(place => place.Report.At < earliest).Select(place => place.Address)];
        if (forgotten.Length > 0)
        {
            await _connection.RunAsync(database => database.HashDeleteAsync(_key, forgotten)).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what this server does.</summary>
    /// <returns>The time by the clock of Redis, since those of servers may differ by more than a report is good for.</returns>
    private async Task<DateTimeOffset> WriteAsync()
    {
        var clock = (RedisResult[])(await _connection.RunAsync(database => database.ExecuteAsync("TIME")).ConfigureAwait(false))!;
        var now = DateTimeOffset.FromUnixTimeSeconds((long)clock[0]) + TimeSpan.FromMicroseconds((long)clock[1]);
        var positions = host.Entries
            .Select(entry => (entry.Name, entry.Loaded))
            .Where(place => place.Loaded is not null)
            .ToDictionary(place => place.Name, place => place.Loaded!.Log.Position, StringComparer.Ordinal);
        var fence = (store as RedisModelStore)?.Counts;
        var report = new ServerReport(
            now, silo.IsReady, instruments.OwnerChanges, instruments.TakeOvers, fence?.Conflicts ?? 0, [.. owned.Names], positions, fence?.FencedEvents ?? 0);
        var text = JsonSerializer.Serialize(report, ServerReportContext.Default.ServerReport);
        await _connection.RunAsync(database => database.HashSetAsync(_key, _address, text)).ConfigureAwait(false);
        return now;
    }
}
