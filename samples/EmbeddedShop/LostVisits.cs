using Microsoft.Extensions.Options;

namespace EmbeddedShop;

/// <summary>Tells the forecast now and then which visitors left without buying.</summary>
internal sealed class LostVisits(PurchaseForecast forecast, Visitors visitors, IOptions<ShopOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LostAfter / 10, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await forecast.LearnLostVisitsAsync(stoppingToken);
                visitors.ForgetIdle(options.Value.LostAfter);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
