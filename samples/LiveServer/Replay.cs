using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OnlineMl;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Serving;

namespace LiveServer;

/// <summary>Plays the data sets to the models as if they happened now: a prediction, and its label a moment later.</summary>
internal sealed class Replay(IOnlineMlClient client, IServer server, IHostApplicationLifetime lifetime, IConfiguration configuration, TimeProvider time)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        PrintWhatToTry(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var pause = TimeSpan.FromMilliseconds(configuration.GetValue("pause", 100));
        try
        {
            await Task.WhenAll(LiveModel.All.Select(model => PlayAsync(model, pause, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task PlayAsync(LiveModel model, TimeSpan pause, CancellationToken stopping)
    {
        var x = new FeatureVector();
        while (true)
        {
            using var reader = model.Data.Open();
            while (reader.TryRead(x, out var target))
            {
                var features = x.Where(feature => feature.Name != model.Target)
                    .ToDictionary(feature => feature.Name, feature => feature.Text ?? (object?)feature.Number, StringComparer.Ordinal);
                var prediction = await client.PredictAsync(model.Name, features, cancellationToken: stopping);
                await Task.Delay(pause, time, stopping);
                if (model.Flavor == Flavor.Cluster)
                {
                    await client.LearnAsync(model.Name, features, cancellationToken: stopping);
                }
                else if (Truth(model, x, target) is { } truth)
                {
                    await client.LabelAsync(model.Name, prediction.Identifier!, truth, cancellationToken: stopping);
                }
            }
        }
    }

    private static object? Truth(LiveModel model, FeatureVector x, Target target)
    {
        if (model.Target is { } name)
        {
            return x.TryGetNumber(x.Space.Find(name), out var number) ? number : null;
        }

        return target.Label.Kind switch
        {
            LabelKind.Text => target.Label.Text,
            LabelKind.Boolean => target.Label.IsPositive,
            LabelKind.Number => target.Label.Number,
            _ => target.Number,
        };
    }

    private static void PrintWhatToTry(string url)
    {
        Console.WriteLine($"""

            The models {string.Join(", ", LiveModel.All.Select(model => model.Name))} learn from a live stream. Try:

              curl {url}/api/models/
              curl "{url}/api/metrics/?model=temperature"
              curl "{url}/api/stats/?model=tumour"
              curl {url}/api/model/weather/
              curl -N {url}/api/stream/metrics/
              curl -N {url}/api/stream/events/
              curl {url}/api/predict/ -d '{Example}'

            """);
    }

    private const string Example =
        """{"model": "temperature", "features": {"day": 734600, "precipitation": 0, "temp_min": 8, "wind": 3, "weather": "sun"}}""";
}
