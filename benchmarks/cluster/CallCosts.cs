using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>What a call costs where it is done, where it is only taken, and where a copy follows, by processor time.</summary>
internal sealed class CallCosts(TimeSpan time, ModelHost here, LocalRedis? redis = null)
{
    /// <summary>The model of which each server keeps a copy.</summary>
    public const string Copied = "copied";

    private const string Plain = "plain";

    private OtherServer? _other;

    /// <summary>Measures, and writes a table.</summary>
    public static async Task RunAsync(TimeSpan time)
    {
        Console.WriteLine("| Call, 32 callers in the server | a second | CPU here | CPU at the other server | CPU of Redis |\n|---|---|---|---|---|");
        await MeasureFilesAsync(time);
        await MeasureOwnerAsync(time);
        var (forwarded, copied) = await MeasureOthersAsync(time);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\nPredictions a second of CPU by a copy: {forwarded / copied:F1} times those through the owner (wanted 3)."));
    }

    private static async Task MeasureFilesAsync(TimeSpan time)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Environment.GetEnvironmentVariable("FOLDER") ?? "/var/tmp", $"onlineml-models-{Guid.NewGuid():N}"));
        await using (var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseFiles(folder.FullName)
            .Configure<OnlineMlCallOptions>(options => options.GenerateIdentifiers = false).Services.BuildServiceProvider())
        {
            var host = services.GetRequiredService<ModelHost>();
            await host.StartAsync(CancellationToken.None);
            await services.GetRequiredService<InProcessClient>().CreateModelAsync(Example.Flavor, Example.Spec, Plain);
            var costs = new CallCosts(time, host);
            await costs.LearnAsync("learn, files, `Fsync`", Plain);
            await costs.PredictAsync("predict, files", Plain);
            await host.StopAsync(CancellationToken.None);
        }

        folder.Delete(recursive: true);
    }

    /// <summary>The server of the calls is there first, and so owns the models.</summary>
    private static async Task MeasureOwnerAsync(TimeSpan time)
    {
        await using var redis = await LocalRedis.StartAsync("everysec");
        await using var app = OtherServer.Build(redis.Address, LocalRedis.FindPort());
        await app.StartAsync();
        using var view = new ServerView(new Uri(app.Urls.First()));
        await view.WaitForServersAsync(1);
        await view.CreateAsync(Plain);
        await view.CreateAsync(Copied);
        var costs = new CallCosts(time, app.Services.GetRequiredService<ModelHost>(), redis);
        await costs.LearnAsync("learn, Redis, by its owner", Plain);
        await costs.PredictAsync("predict, by the owner", Plain);
        using var other = await OtherServer.StartAsync(redis.Address);
        await view.WaitForServersAsync(2);
        costs._other = other;
        await costs.LearnAsync("learn, Redis, by its owner; the other follows", Copied);
        await app.StopAsync();
    }

    /// <summary>The other server is there first.</summary>
    /// <returns>What a prediction costs both when it is forwarded, and when a copy answers it.</returns>
    private static async Task<(double Forwarded, double Copied)> MeasureOthersAsync(TimeSpan time)
    {
        await using var redis = await LocalRedis.StartAsync("everysec");
        using var other = await OtherServer.StartAsync(redis.Address);
        await other.View.WaitForServersAsync(1);
        await other.View.CreateAsync(Plain);
        await other.View.CreateAsync(Copied);
        await using var app = OtherServer.Build(redis.Address, LocalRedis.FindPort());
        await app.StartAsync();
        await other.View.WaitForServersAsync(2);
        var costs = new CallCosts(time, app.Services.GetRequiredService<ModelHost>(), redis) { _other = other };
        await costs.LearnAsync("learn, Redis, forwarded to its owner", Plain);
        var forwarded = await costs.PredictAsync("predict, forwarded to the owner", Plain);
        var copied = await costs.PredictAsync("predict, by a copy", Copied);
        await app.StopAsync();
        return (forwarded, copied);
    }

    private Task<double> LearnAsync(string name, string model) => MeasureAsync(name, i => Example.LearnAsync(here, model, i));

    private Task<double> PredictAsync(string name, string model) => MeasureAsync(name, i => Example.PredictAsync(here, model, i));

    /// <summary>Writes a row.</summary>
    /// <returns>The processor time of a call at both servers, in microseconds.</returns>
    private async Task<double> MeasureAsync(string name, Func<int, Task> call)
    {
        await Callers.RunAsync(call, time);
        var before = (Here: Environment.CpuUsage.TotalTime, Other: _other?.ProcessorTime ?? default, Redis: redis?.ProcessorTime ?? default);
        var (calls, took) = await Callers.RunAsync(call, time);
        var atOther = Cost((_other?.ProcessorTime ?? default) - before.Other);
        var atRedis = Cost((redis?.ProcessorTime ?? default) - before.Redis);
        var atHere = Cost(Environment.CpuUsage.TotalTime - before.Here);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {calls / took.TotalSeconds:N0} | {atHere:F1} µs | {(_other is null ? "" : $"{atOther:F1} µs")} | {(redis is null ? "" : $"{atRedis:F1} µs")} |"));
        return atHere + atOther;

        double Cost(TimeSpan spent) => spent.TotalMicroseconds / calls;
    }
}
