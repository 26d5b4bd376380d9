using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Redis;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using StackExchange.Redis;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>Appends to the log of a model, and learns that are appended, beside the plainest writing that Redis knows.</summary>
internal sealed class Appends(TimeSpan time, int rounds)
{
    private const int ManyCallers = 512;

    private static readonly byte[] Event = new byte[200];

    public async Task RunAsync(string appendFsync, double wanted, double? wantedOfLearn)
    {
        await using var redis = await LocalRedis.StartAsync(appendFsync);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var database = connection.GetDatabase();
        Task SetAsync(int _) => database.StringSetAsync("set", Event);

        await using var store = new RedisModelStore(redis.Address);
        await using var log = await store.CreateAsync("m", ReadOnlySequence<byte>.Empty, CancellationToken.None);
        await log!.FollowAsync(0, new AnsweringSink(), CancellationToken.None);
        Task AppendAsync(int _)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            log.Append(Event, done);
            return done.Task;
        }

        await CompareAsync($"append, one model, `appendfsync {appendFsync}`", AppendAsync, SetAsync, wanted);
        await CompareAsync($"the same, {ManyCallers} callers", AppendAsync, SetAsync, wanted, ManyCallers);
        if (wantedOfLearn is { } share)
        {
            await using var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseRedis(redis.Address)
                .Configure<OnlineMlStorageOptions>(options => options.Durability = Durability.OperatingSystem)
                .Services.BuildServiceProvider();
            var host = services.GetRequiredService<ModelHost>();
            await host.StartAsync(CancellationToken.None);
            await services.GetRequiredService<InProcessClient>().CreateModelAsync(Example.Flavor, Example.Spec, "learned");
            await CompareAsync($"learn, one model, `appendfsync {appendFsync}`", i => Example.LearnAsync(host, "learned", i), SetAsync, share);
            await host.StopAsync(CancellationToken.None);
        }
    }

    private async Task CompareAsync(string name, Func<int, Task> call, Func<int, Task> reference, double wanted, int callers = Callers.Count)
    {
        await Callers.RateAsync(reference, time, callers);
        await Callers.RateAsync(call, time, callers);
        List<(double Share, double Rate, double Reference)> results = [];
        for (var round = 0; round < rounds; round++)
        {
            var (of, rate) = (await Callers.RateAsync(reference, time, callers), await Callers.RateAsync(call, time, callers));
            results.Add((rate / of, rate, of));
        }

        results.Sort();
        var middle = results[rounds / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {middle.Rate:N0} | {middle.Reference:N0} | {middle.Share:F2} ({results[0].Share:F2} to {results[^1].Share:F2}) | {wanted:F2} |"));
    }
}
