using System.Text.Json;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Durability.Tests.RunningServer;

namespace OnlineMl.Durability.Tests;

/// <summary>A server on a disk that is full or cannot be written.</summary>
public class DiskTests
{
    private const string Peek = """{"model":"m","features":{"x":1}}""";
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
            Assert.Equal(200, (await server.PostAsync("api/predict", Peek)).Status);
            Assert.Equal(503, (await server.GetAsync("api/health/ready")).Status);
            Assert.Equal(200, (await server.GetAsync("api/health/live")).Status);
            Assert.Equal(learned, (await server.InProcess.GetStatusAsync("m")).Position);

            File.Delete(ballast);
            Assert.Equal(201, (await server.PostAsync("api/learn", learn)).Status);
            learned++;
            Assert.Equal(200, (await server.GetAsync("api/health/ready")).Status);
            hash = await HashAsync(server);
        }

        await using var restarted = await StartAsync(Configure);
        var status = await restarted.InProcess.GetStatusAsync("m");
        Assert.Equal(learned, status.Position);
        Assert.Equal(hash, await HashAsync(restarted));

        void Configure(AspNetCore.OnlineMlOptions options)
        {
            options.StoragePath = models;
            options.GenerateIdentifiers = false;
        }
    }

    [RootFact]
    public async Task ADiskThatCannotBeWritten_Is503UntilItCan()
    {
        using var disk = new TemporaryDisk("size=1m");
        await using var server = await StartAsync(options =>
        {
            options.StoragePath = disk.Path;
            options.GenerateIdentifiers = false;
        });
        await server.InProcess.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        using (disk.MakeReadOnly())
        {
            foreach (var (status, body) in new[] { await server.PostAsync("api/learn", Learn), await server.PostAsync("api/model/regression/other", "\"LinearRegression\"") })
            {
                Assert.Equal(503, status);
                Assert.NotEmpty(JsonElement.Parse(body).GetProperty("message").GetString()!);
            }

            Assert.Equal(200, (await server.PostAsync("api/predict", Peek)).Status);
            Assert.Equal(503, (await server.GetAsync("api/health/ready")).Status);
        }

        Assert.Equal(201, (await server.PostAsync("api/learn", Learn)).Status);
        Assert.Equal(201, (await server.PostAsync("api/model/regression/other", "\"LinearRegression\"")).Status);
        Assert.Equal(200, (await server.GetAsync("api/health/ready")).Status);
        Assert.Equal(1, (await server.InProcess.GetStatusAsync("m")).Position);
    }

    private static async Task<string> HashAsync(RunningServer server)
    {
        using var file = new MemoryStream();
        await server.InProcess.DownloadModelAsync("m", file);
        file.Position = 0;
        return Model.Load(file).StateHash();
    }
}
