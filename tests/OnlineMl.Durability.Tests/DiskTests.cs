using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving;
using OnlineMl.Serving.Tests.Storage.Files;
using static OnlineMl.Durability.Tests.RunningServer;

namespace OnlineMl.Durability.Tests;

/// <summary>A server on a disk that is full or cannot be written.</summary>
public class DiskTests
{
    private const string Predict = """{"model":"m","features":{"x":1}}""";
    private const string Learn = """{"model":"m","features":{"x":1,"padding":"0"},"ground_truth":1}""";

    [RootFact]
    public async Task AFullDisk_Is507UntilThereIsSpaceAndLosesNothing()
    {
        using var disk = new TemporaryDisk("size=1m");
        var ballast = Path.Combine(disk.Path, "ballast");
        var models = Path.Combine(disk.Path, "models");
        var learn = Learn.Replace("0", new string('0', 20_000), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(ballast, new byte[600_000]);
        var learned = 0;
        var stored = 0;
        string hash;
        await using (var server = await StartAsync(Configure))
        {
            await server.InProcess.CreateModelAsync("regression", "\"LinearRegression\"", "m");
            (int Status, string Body) answer;
            while ((answer = await server.PostAsync("api/learn", learn)).Status == 201)
            {
                learned++;
            }

            Assert.Equal(507, answer.Status);
            Assert.Contains("no space left", JsonElement.Parse(answer.Body).GetProperty("message").GetString(), StringComparison.Ordinal);
            // What is left may be enough for some small predictions; then they are answered without being stored.
            while (await PredictAsync(server))
            {
                stored++;
            }

            for (var i = 0; i < 3; i++)
            {
                Assert.False(await PredictAsync(server));
            }

            Assert.Equal(503, (await server.GetAsync("api/health/ready")).Status);
            Assert.Equal(200, (await server.GetAsync("api/health/live")).Status);
            Assert.Equal(learned + stored, (await server.InProcess.GetStatusAsync("m")).Position);

            File.Delete(ballast);
            Assert.Equal(201, (await server.PostAsync("api/learn", learn)).Status);
            learned++;
            Assert.True(await PredictAsync(server));
            stored++;
            Assert.Equal(200, (await server.GetAsync("api/health/ready")).Status);
            hash = await HashAsync(server);
        }

        await using var restarted = await StartAsync(Configure);
        var status = await restarted.InProcess.GetStatusAsync("m");
        Assert.Equal((learned + stored, stored), (status.Position, status.Waiting));
        Assert.Equal(hash, await HashAsync(restarted));

        void Configure(IOnlineMlBuilder onlineMl) => onlineMl.UseFiles(models);
    }

    [RootFact]
    public async Task ADiskThatCannotBeWritten_Is503UntilItCan()
    {
        using var disk = new TemporaryDisk("size=1m");
        await using var server = await StartAsync(onlineMl => onlineMl.UseFiles(disk.Path));
        await server.InProcess.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        using (disk.MakeReadOnly())
        {
            foreach (var (status, body) in new[] { await server.PostAsync("api/learn", Learn), await server.PostAsync("api/model/regression/other", "\"LinearRegression\"") })
            {
                Assert.Equal(503, status);
                Assert.NotEmpty(JsonElement.Parse(body).GetProperty("message").GetString()!);
            }

            for (var i = 0; i < 3; i++)
            {
                Assert.False(await PredictAsync(server));
            }

            Assert.Equal(503, (await server.GetAsync("api/health/ready")).Status);
        }

        Assert.Equal(201, (await server.PostAsync("api/learn", Learn)).Status);
        Assert.Equal(201, (await server.PostAsync("api/model/regression/other", "\"LinearRegression\"")).Status);
        await UntilReadyAsync(server);
        Assert.True(await PredictAsync(server));
        Assert.Equal(2, (await server.InProcess.GetStatusAsync("m")).Position);
    }

    /// <summary>Predicts, without an identifier of the caller's own.</summary>
    /// <returns>Whether the prediction was stored, and so has an identifier.</returns>
    private static async Task<bool> PredictAsync(RunningServer server)
    {
        var (status, body) = await server.PostAsync("api/predict", Predict);
        var answer = JsonElement.Parse(body);
        Assert.True(answer.TryGetProperty("prediction", out var prediction) && prediction.ValueKind == JsonValueKind.Number, $"{status} {body}");
        var isStored = answer.TryGetProperty("identifier", out _);
        Assert.Equal(isStored ? 201 : 200, status);
        return isStored;
    }

    // A snapshot that failed meanwhile is told of until the next round of maintenance has taken it.
    private static async Task UntilReadyAsync(RunningServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await server.GetAsync("api/health/ready")).Status != 200)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<string> HashAsync(RunningServer server)
    {
        using var file = new MemoryStream();
        await server.InProcess.DownloadModelAsync("m", file);
        file.Position = 0;
        return Model.Load(file).StateHash();
    }
}
