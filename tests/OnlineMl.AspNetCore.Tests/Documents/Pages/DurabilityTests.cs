using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>The code of <c>docs/durability.md</c>.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AHistory_IsReplayedIntoAChallenger()
    {
        var folder = _folder;
        var services = new ServiceCollection().AddLogging();

        services.AddOnlineMl().UseFiles(folder, storage =>
        {
            storage.Durability = Durability.OperatingSystem;
            storage.SnapshotInterval = TimeSpan.FromMinutes(1);
            storage.RetainEventsFor = TimeSpan.FromDays(30);
        });

        await using (var provider = services.BuildServiceProvider())
        {
            var client = provider.GetRequiredService<IOnlineMlClient>();
            await client.CreateModelAsync("binary", "\"GaussianNB\"", "churn");
            for (var i = 0; i < 20; i++)
            {
                await client.LearnAsync("churn", [new("pages", i % 4)], i % 4 > 1);
            }
        }

        var history = await new FileModelArchive(folder).OpenAsync("churn");
        var replay = new LogReplay(history!) { Challenger = Model.FromSpec("\"HoeffdingTreeClassifier\"") };
        var result = await replay.RunAsync();
        Console.WriteLine(result.Metrics["Accuracy"]);

        Assert.Equal(20, result.Learns);
    }
}
