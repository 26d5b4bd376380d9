using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace ClusterSample;

/// <summary>Callers who learn through any server, and repeat a call that was not acknowledged, with its key, at another.</summary>
internal sealed class Load(HttpClient http, string[] urls, string[] models)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private int _calls;
    private int _refused;
    private TimeSpan _slowest;

    public int Acknowledged { get; private set; }

    public async Task RunAsync(int caller, CancellationToken cancellationToken)
    {
        for (var i = caller; !cancellationToken.IsCancellationRequested; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var key = string.Create(CultureInfo.InvariantCulture, $"{caller}-{i}");
            var hour = i % 24;
            var example = new { model = models[i % models.Length], features = new { hour }, ground_truth = 10 + (hour / 2.0) };
            for (var server = i; !await TryAsync(urls[server % urls.Length], example, key); server++)
            {
                lock (_lock)
                {
                    _refused++;
                }

                await Task.Delay(Pause, CancellationToken.None);
            }

            lock (_lock)
            {
                Acknowledged++;
                _calls++;
                var took = Stopwatch.GetElapsedTime(start);
                _slowest = took > _slowest ? took : _slowest;
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>What there was since this was asked last.</summary>
    public (int Calls, TimeSpan Slowest, int Refused) Take()
    {
        lock (_lock)
        {
            var taken = (_calls, _slowest, _refused);
            (_calls, _slowest, _refused) = (0, TimeSpan.Zero, 0);
            return taken;
        }
    }

    private async Task<bool> TryAsync<T>(string url, T example, string key)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url + "/api/learn") { Content = JsonContent.Create(example) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await http.SendAsync(request, CancellationToken.None);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception reason) when (reason is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
