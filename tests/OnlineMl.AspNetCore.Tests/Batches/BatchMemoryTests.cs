using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Batches;

/// <summary>What a batch holds while it lasts. Measured alone, since the heap is everybody's.</summary>
[Collection(nameof(BatchMemoryTests))]
[CollectionDefinition(nameof(BatchMemoryTests), DisableParallelization = true)]
public class BatchMemoryTests
{
    [Fact]
    public async Task ManyLines_AreLearnedInConstantMemory()
    {
        const int Lines = 100_000;
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/a/", """["StandardScaler", "LinearRegression"]""");
        using var batch = await OpenBatch.StartAsync(server, "/api/learn/batch");
        var reading = Task.Run(async () =>
        {
            long line = 0;
            while (line < Lines)
            {
                line = JsonElement.Parse((await batch.ReadLineAsync())!).GetProperty("line").GetInt64();
            }
        });
        long? first = null;
        long most = 0;
        for (var i = 1; i <= Lines; i += 100)
        {
            await batch.SendAsync(string.Concat(Enumerable.Range(i, 100).Select(number => Learn(number % 50) + "\n")));
            if (i % 20_000 == 10_001)
            {
                var taken = GC.GetTotalMemory(forceFullCollection: true);
                first ??= taken;
                most = Math.Max(most, taken - first.Value);
            }
        }

        await reading;
        Assert.InRange(most, 0, 8 * 1024 * 1024);
        Assert.Equal(Lines, (await server.Services.GetRequiredService<IOnlineMlClient>().GetStatusAsync("a")).Position);
    }

    private static string Learn(int i) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"model":"a","features":{"x":{{i}},"y":{{i % 10}}},"ground_truth":{{i % 10}}}""");
}
