using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;

namespace EmbeddedShop;

/// <summary>Forecasts on every page whether the visitor will buy, and learns from what happened then.</summary>
internal sealed class PurchaseForecast(IOnlineMlClient client, IOptions<ShopOptions> options, TimeProvider time)
{
    private const string Name = "will-buy";

    private readonly ModelClient<Visit> _model = client.For<Visit>(Name);
    private readonly ConcurrentQueue<Forecast> _open = new();

    public async Task EnsureModelAsync(CancellationToken cancellationToken)
    {
        if (!(await client.GetModelsAsync(cancellationToken)).Contains(Name, StringComparer.Ordinal))
        {
            await client.CreateModelAsync(
                "binary",
                """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, {"LogisticRegression": {"optimizer": {"AdaGrad": {"lr": 0.3}}}}]""",
                Name,
                ["Accuracy", "ROCAUC", "LogLoss"],
                cancellationToken);
        }
    }

    /// <summary>The probability that the visitor buys something soon.</summary>
    public async Task<double> PredictAsync(string visitor, Visit visit)
    {
        var prediction = await _model.PredictAsync(visit);
        _open.Enqueue(new Forecast(visitor, prediction.Identifier!, time.GetTimestamp()));
        return prediction.ProbabilityOf(true);
    }

    /// <summary>The visitor bought: all open forecasts about the visitor should have said so.</summary>
    public async Task LearnPurchaseAsync(string visitor)
    {
        foreach (var forecast in _open.Where(forecast => forecast.Visitor == visitor && forecast.TryClose()))
        {
            await _model.LabelAsync(forecast.Identifier, true);
        }
    }

    /// <summary>Forecasts whose visitor did not buy in time should have said that.</summary>
    public async Task LearnLostVisitsAsync(CancellationToken cancellationToken)
    {
        while (_open.TryPeek(out var oldest) && (oldest.IsClosed || time.GetElapsedTime(oldest.Made) >= options.Value.LostAfter))
        {
            if (oldest.TryClose())
            {
                await _model.LabelAsync(oldest.Identifier, false, cancellationToken);
            }

            _open.TryDequeue(out _);
        }
    }

    public async Task<Insights> GetInsightsAsync(int visitors)
    {
        var status = await client.GetStatusAsync(Name);
        var stats = await client.GetStatsAsync(Name);
        return new Insights(await client.GetMetricsAsync(Name), status.Labels, status.Waiting, stats.Predict.MeanDurationHuman, visitors);
    }

    private sealed class Forecast(string visitor, string identifier, long made)
    {
        private int _closed;

        public string Visitor => visitor;

        public string Identifier => identifier;

        public long Made => made;

        public bool IsClosed => Volatile.Read(ref _closed) == 1;

        public bool TryClose() => Interlocked.Exchange(ref _closed, 1) == 0;
    }
}
