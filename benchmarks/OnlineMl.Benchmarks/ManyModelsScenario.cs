using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving;

namespace OnlineMl.Benchmarks;

/// <summary>The memory of small served models that were used and now wait.</summary>
public sealed class ManyModelsScenario : IScenario
{
    private const int Models = 2_000;
    private const int Learns = 20;

    /// <inheritdoc/>
    public string Name => "many-models";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches) => MeasureAsync().GetAwaiter().GetResult();

    private static async Task MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-bench-").FullName;
        var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseFiles(folder).Services.BuildServiceProvider();
        await using (services.ConfigureAwait(false))
        {
            var client = services.GetRequiredService<InProcessClient>();
            var host = services.GetRequiredService<ModelHost>();
            await UseAsync(client, host, "warm-up").ConfigureAwait(false);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < Models; i++)
            {
                await UseAsync(client, host, string.Create(CultureInfo.InvariantCulture, $"model-{i}")).ConfigureAwait(false);
            }

            var after = GC.GetTotalMemory(forceFullCollection: true);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{host.LoadedModels} models of 10 features, {(after - before) / 1000.0 / Models:f1} kB each (wanted: below 20)"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task UseAsync(InProcessClient client, ModelHost host, string name)
    {
        await client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", name).ConfigureAwait(false);
        for (var i = 0; i < Learns; i++)
        {
            var features = Encoding.UTF8.GetBytes(
                "{" + string.Join(", ", Enumerable.Range(0, 10).Select(j => string.Create(CultureInfo.InvariantCulture, $"\"feature_{j}\": {i + j}"))) + "}");
            await host.Calls.LearnAsync(new ModelCall { Model = name, Features = features, GroundTruth = i % 3 == 0 ? "true"u8 : "false"u8 }).ConfigureAwait(false);
        }

        await client.SaveModelAsync(name).ConfigureAwait(false);
    }
}
