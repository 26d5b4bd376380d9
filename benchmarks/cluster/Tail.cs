using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using OnlineMl.Redis;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>How long an event takes from its writer's call to another server that follows the log.</summary>
internal static class Tail
{
    private const int EventsPerMillisecond = 2;

    public static async Task RunAsync(TimeSpan time)
    {
        await using var redis = await LocalRedis.StartAsync("everysec");
        await using var writing = new RedisModelStore(redis.Address);
        await using var reading = new RedisModelStore(redis.Address);
        await using var log = await writing.CreateAsync("m", ReadOnlySequence<byte>.Empty, CancellationToken.None);
        await log!.FollowAsync(0, new AnsweringSink(), CancellationToken.None);
        List<double> delays = [];
        await using var tail = await reading.OpenAsync("m", CancellationToken.None);
        await tail!.FollowAsync(
            0, new AnsweringSink(record => delays.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(record.Span)).TotalMilliseconds)), CancellationToken.None);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; Stopwatch.GetElapsedTime(start) < time; await timer.WaitForNextTickAsync())
        {
            for (; sent < EventsPerMillisecond * Stopwatch.GetElapsedTime(start).TotalMilliseconds; sent++)
            {
                var record = new byte[200];
                BinaryPrimitives.WriteInt64LittleEndian(record, Stopwatch.GetTimestamp());
                log.Append(record, null);
            }
        }

        await tail.CatchUpAsync(CancellationToken.None);

        // The first half is for the compiler.
        delays.RemoveRange(0, delays.Count / 2);
        delays.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| an event at another server, 2,000 a second | p50 {delays[delays.Count / 2]:F1} ms, p99 {delays[delays.Count * 99 / 100]:F1} ms | | | p50 below 5 ms |"));
    }
}
