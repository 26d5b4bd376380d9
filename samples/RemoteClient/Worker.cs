using System.Globalization;
using OnlineMl;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace RemoteClient;

/// <summary>Teaches a model of a server a whole data set in one batch, again and again, and listens to its metrics meanwhile.</summary>
internal sealed class Worker(IOnlineMlClient client, IHostApplicationLifetime lifetime, IConfiguration configuration, TimeProvider time) : BackgroundService
{
    private const string Model = "tumour";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var info = await client.GetServiceInfoAsync(stoppingToken);
        Console.WriteLine($"The server runs OnlineMl {info.Version} and keeps models in: {info.Storage}.");
        if (!(await client.GetModelsAsync(stoppingToken)).Contains(Model, StringComparer.Ordinal))
        {
            await client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", Model, ["Accuracy", "ROCAUC"], cancellationToken: stoppingToken);
        }

        using var listening = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var listener = ListenAsync(listening.Token);
        for (var round = 1; round <= configuration.GetValue("rounds", 20); round++)
        {
            await TeachAsync(round, stoppingToken);
        }

        await listening.CancelAsync();
        await listener;
        Console.WriteLine($"At the end: {Show(await client.GetMetricsAsync(Model, stoppingToken))}");
        lifetime.StopApplication();
    }

    private async Task TeachAsync(int round, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var examples = 0L;
        await foreach (var answer in client.LearnManyAsync(ReadExamples().ToAsyncEnumerable(), cancellationToken))
        {
            examples = answer.Line;
            if (answer.Message is not null)
            {
                Console.WriteLine($"Example {answer.Line} was refused: {answer.Message}");
            }
        }

        var seconds = time.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Round {round}: {examples} examples learned, {examples / seconds:F0} a second."));
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var heard = 0;
        try
        {
            await foreach (var happened in client.StreamMetricsAsync(new StreamRequest(Model), cancellationToken))
            {
                if (heard++ % 1000 == 0)
                {
                    Console.WriteLine($"The stream says: {Show(happened.Metrics)}");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private static IEnumerable<LearnRequest> ReadExamples()
    {
        var x = new FeatureVector();
        using var reader = new BreastCancer().Open();
        while (reader.TryRead(x, out var target))
        {
            var features = x.Select(feature => KeyValuePair.Create(feature.Name, feature.Text ?? (object?)feature.Number));
            yield return new LearnRequest(Model, JsonValues.Features(features), JsonValues.Value(target.Label.IsPositive));
        }
    }

    private static string Show(IReadOnlyDictionary<string, double> metrics) =>
        string.Join(", ", metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:F4}")));
}
