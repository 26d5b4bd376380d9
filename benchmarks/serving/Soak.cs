using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OnlineMl.Randomness;

namespace OnlineMl.ServingBenchmarks;

/// <summary>A mix of all calls for a long time, with the memory of the server minute by minute.</summary>
internal static class Soak
{
    private const int Callers = 8;
    private const int Models = 8;
    private static long _calls;

    public static async Task RunAsync(Uri server, int minutes)
    {
        using var http = new HttpClient { BaseAddress = server };
        for (var i = 0; i < Models; i++)
        {
            await Example.CreateModelAsync(http, NameOf(i));
        }

        using var ending = new CancellationTokenSource();
        var start = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, Callers).Select(seed => CallAsync(http, new RandomSource(seed), ending.Token)).ToArray();
        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1));
        for (var i = 1; i <= minutes; i++)
        {
            await Task.WhenAny([minute.WaitForNextTickAsync().AsTask(), .. callers]);
            var memory = await http.GetStringAsync(new Uri("memory", UriKind.Relative));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"minute {Stopwatch.GetElapsedTime(start).TotalMinutes:f1}: {Volatile.Read(ref _calls)} calls, {memory}"));
            if (callers.FirstOrDefault(caller => caller.IsFaulted) is { } failed)
            {
                await failed;
            }
        }

        await ending.CancelAsync();
        await Task.WhenAll(callers);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"soaked-{number}");

    private static async Task CallAsync(HttpClient http, RandomSource random, CancellationToken ending)
    {
        var number = 0;
        while (!ending.IsCancellationRequested)
        {
            var model = NameOf((int)(random.NextDouble() * Models));
            var truth = random.NextDouble() < 0.5 ? "true" : "false";
            switch ((int)(random.NextDouble() * 100))
            {
                case < 40:
                    await PostAsync(http, "api/learn", $"{{\"model\":\"{model}\",\"features\":{Example.Features(random)},\"ground_truth\":{truth}}}");
                    break;
                case < 80:
                    var answer = await PostAsync(http, "api/predict", $"{{\"model\":\"{model}\",\"features\":{Example.Features(random)}}}");
                    if (number % 2 == 0)
                    {
                        var identifier = JsonElement.Parse(answer).GetProperty("identifier").GetString();
                        await PostAsync(http, "api/label", $"{{\"model\":\"{model}\",\"identifier\":\"{identifier}\",\"label\":{truth}}}");
                    }

                    break;
                case < 85:
                    await PostAsync(http, $"api/learn/batch?model={model}", Encoding.UTF8.GetString(Example.Lines(100, number)));
                    break;
                case < 94:
                    await http.GetByteArrayAsync(new Uri($"api/metrics?model={model}", UriKind.Relative), CancellationToken.None);
                    break;
                case < 97:
                    await http.GetByteArrayAsync(new Uri($"api/model/{model}/export", UriKind.Relative), CancellationToken.None);
                    break;
                case < 98:
                    await ListenAsync(http, 20);
                    break;
                default:
                    var brief = string.Create(CultureInfo.InvariantCulture, $"brief-{random.NextDouble():f9}");
                    await Example.CreateModelAsync(http, brief);
                    using (await http.DeleteAsync(new Uri($"api/model/{brief}", UriKind.Relative), CancellationToken.None))
                    {
                    }

                    break;
            }

            number++;
            Interlocked.Increment(ref _calls);
        }
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{path} was answered {(int)response.StatusCode} {answer}");
    }

    private static async Task ListenAsync(HttpClient http, int lines)
    {
        using var response = await http.GetAsync(new Uri("api/stream/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 0; i < lines && await reader.ReadLineAsync() is not null; i++)
        {
        }
    }
}
