using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;

namespace EmbeddedShop;

/// <summary>Forecasts on every page whether the visitor will buy, and learns from what happened then.</summary>
internal sealed class PurchaseForecast(ModelClient<Visit> model, IOnlineMlClient client, IOptions<ShopOptions> options, TimeProvider time)
{
    /// <summary>The name of the model.</summary>
    public const string Name = "will-buy";

    private readonly ConcurrentQueue<Forecast> _open = new();

    /// <summary>The probability that the visitor buys something soon.</summary>
    public async Task<double> PredictAsync(string visitor, Visit visit)
    {
        var prediction = await model.PredictAsync(visit);
        _open.Enqueue(new Forecast(visitor, prediction.Identifier!, time.GetTimestamp()));
        return prediction.ProbabilityOf(true);
    }

    /// <summary>The visitor bought: all open forecasts about the visitor should have said so.</summary>
    public async Task LearnPurchaseAsync(string visitor)
    {
        foreach (var forecast in _open.Where(forecast => forecast.Visitor == visitor && forecast.TryClose()))
        {
            await model.LabelAsync(forecast.Identifier, true);
        }
    }

    /// <summary>Forecasts whose visitor did not buy in time should have said that.</summary>
    public async Task LearnLostVisitsAsync(CancellationToken cancellationToken)
    {
        while (_open.TryPeek(out var oldest) && (oldest.IsClosed || time.GetElapsedTime(oldest.Made) >= options.Value.LostAfter))
        {
            if (oldest.TryClose())
            {
                await model.LabelAsync(oldest.Identifier, false, cancellationToken: cancellationToken);
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
