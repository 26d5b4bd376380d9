using System.Diagnostics;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>Callers, each of whom calls again as soon as it is answered.</summary>
internal static class Callers
{
    /// <summary>How many they are where nothing else is said.</summary>
    public const int Count = 32;

    /// <summary>Lets them call for a while.</summary>
    /// <param name="call">A call; it gets a number that no other has.</param>
    /// <param name="time">How long.</param>
    /// <param name="callers">How many they are.</param>
    /// <returns>How many calls were answered, and how long it took.</returns>
    public static async Task<(long Calls, TimeSpan Time)> RunAsync(Func<int, Task> call, TimeSpan time, int callers = Count)
    {
        var number = 0;
        var start = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var done = 0L;
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await call(Interlocked.Increment(ref number));
                done++;
            }

            return done;
        })));
        return (calls.Sum(), Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Lets them call for a while.</summary>
    /// <returns>The calls a second.</returns>
    public static async Task<double> RateAsync(Func<int, Task> call, TimeSpan time, int callers = Count)
    {
        var (calls, took) = await RunAsync(call, time, callers);
        return calls / took.TotalSeconds;
    }
}
