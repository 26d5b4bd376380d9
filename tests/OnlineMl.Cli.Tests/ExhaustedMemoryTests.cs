using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Cli.Tests;

/// <summary>A service in a process with little memory, and an example that needs more.</summary>
public sealed class ExhaustedMemoryTests : IDisposable
{
    private const string Listening = "Now listening on: ";

    // Of so many numbers there are nearly as many products as are allowed.
    private const string Spec = """["StandardScaler", {"PolynomialExtender": {"degree": 3}}, {"LinearRegression": {"optimizer": "Adam"}}]""";
    private const int ManyFeatures = 114;
    private const string HeapLimit = "0x5000000";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnExampleThatNeedsTooMuchMemory_IsPassedOverAndTheModelGoesOn()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using (var service = await StartAsync(timeout.Token))
        {
            Assert.Equal(201, (await service.PostAsync("api/model/regression/m/", Spec, timeout.Token)).Status);
            Assert.Equal(201, (await service.LearnAsync(3, timeout.Token)).Status);
            Assert.Equal(201, (await service.LearnAsync(3, timeout.Token)).Status);

            var refusal = await service.LearnAsync(ManyFeatures, timeout.Token);

            Assert.Equal(400, refusal.Status);
            Assert.Contains("passed over for good", refusal.Body, StringComparison.Ordinal);
            Assert.Equal(201, (await service.LearnAsync(3, timeout.Token)).Status);
            Assert.Equal(201, (await service.PredictAsync(timeout.Token)).Status);
            Assert.Contains("event 3 is passed over", (await service.GetAsync("api/model/m/status/", timeout.Token)).Body, StringComparison.Ordinal);
        }

        for (var restart = 0; restart < 2; restart++)
        {
            using var service = await StartAsync(timeout.Token);
            Assert.Equal(201, (await service.PredictAsync(timeout.Token)).Status);
            Assert.Equal(201, (await service.LearnAsync(3, timeout.Token)).Status);
            using var stats = JsonDocument.Parse((await service.GetAsync("api/stats/?model=m", timeout.Token)).Body);
            Assert.Equal(4 + restart, stats.RootElement.GetProperty("learn").GetProperty("n_calls").GetInt32());
        }
    }

    private async Task<Service> StartAsync(CancellationToken cancellationToken)
    {
        var start = Tool.StartInfo("serve", "--urls", "http://127.0.0.1:0", "--storage", _folder);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        var process = Process.Start(start)!;
        string? line;
        while ((line = await process.StandardOutput.ReadLineAsync(cancellationToken)) is not null && !line.Contains(Listening, StringComparison.Ordinal))
        {
        }

        Assert.NotNull(line);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        return new Service(process, new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]));
    }

    private sealed class Service(Process process, Uri address) : IDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

        public void Dispose()
        {
            _http.Dispose();
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        public Task<(int Status, string Body)> LearnAsync(int features, CancellationToken cancellationToken) =>
            PostAsync("api/learn/", $$"""{"model": "m", "features": {{Features(features)}}, "ground_truth": 1}""", cancellationToken);

        public Task<(int Status, string Body)> PredictAsync(CancellationToken cancellationToken) =>
            PostAsync("api/predict/", $$"""{"model": "m", "features": {{Features(3)}}}""", cancellationToken);

        public async Task<(int Status, string Body)> PostAsync(string path, string body, CancellationToken cancellationToken)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        public async Task<(int Status, string Body)> GetAsync(string path, CancellationToken cancellationToken)
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        private static string Features(int count) =>
            $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"feature_{i}\":{i % 7}")))}}}";
    }
}
