using System.Text.Json;
using Microsoft.Extensions.Hosting;
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
    TimeProvider time) : BackgroundService, IClusterView
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly RedisConnection _connection = backplane.Connection;
    private readonly RedisKey _key = $"{backplane.Connection.Prefix}cluster:{options.Value.ClusterId}";
    private readonly string _address = options.Value.Place;

    /// <inheritdoc/>
    public async Task<ClusterStatus> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HashEntry[] entries;
        DateTimeOffset now;
        try
        {
            now = await WriteAsync().ConfigureAwait(false);
            entries = await _connection.RunAsync(database => database.HashGetAllAsync(_key)).ConfigureAwait(false);
        }
        catch (StorageException e)
        {
            throw ServingContext.Refusal(e);
        }

        var reports = entries
            .Select(entry => (Address: entry.Name.ToString(), Report: JsonSerializer.Deserialize(entry.Value.ToString(), ServerReportContext.Default.ServerReport)!))
            .Where(place => now - place.Report.At < GoodFor)
            .OrderBy(place => place.Address, StringComparer.Ordinal)
            .ToList();
        var names = reports.SelectMany(place => place.Report.Positions.Keys.Concat(place.Report.Owned)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new ClusterStatus(
            [.. reports.Select(place => new ClusterServer(
                place.Address, place.Report.At, place.Report.IsJoined, place.Report.OwnerChanges, place.Report.TakeOvers, place.Report.Conflicts, place.Report.FencedEvents))],
            [.. names.Select(name => ModelOf(name, reports))]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                try
                {
                    await WriteAsync().ConfigureAwait(false);
                }
                catch (StorageException)
                {
                    // The others do not hear of this server until Redis is back.
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Task leaving = _connection.RunAsync(database => database.HashDeleteAsync(_key, _address, CommandFlags.FireAndForget));
            await leaving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
