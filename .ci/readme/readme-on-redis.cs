// packages: OnlineMl.AspNetCore OnlineMl.Redis OnlineMl.Cluster
// sdk: Microsoft.NET.Sdk.Web
using System.Text.Json;
using OnlineMl.Contracts;
var position = 0L;

// The configuration overrides what the code of the blocks says.
Environment.SetEnvironmentVariable("OnlineMl__Redis__Connection", Environment.GetEnvironmentVariable("REDIS"));
{
    var builder = WebApplication.CreateBuilder(args);
// block 1
    await LearnAsync(builder);
}

Environment.SetEnvironmentVariable("OnlineMl__Cluster__Port", Environment.GetEnvironmentVariable("SILO_PORT"));
Environment.SetEnvironmentVariable("OnlineMl__Cluster__Address", "127.0.0.1");
{
    var builder = WebApplication.CreateBuilder(args);
// block 2
    await LearnAsync(builder, hasOwner: true);
}

return position == 1 ? 0 : 1;

async Task LearnAsync(WebApplicationBuilder builder, bool hasOwner = false)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    await using var app = builder.Build();
    app.MapOnlineMl();
    await app.StartAsync();
    var client = app.Services.GetRequiredService<IOnlineMlClient>();
    await client.EnsureModelAsync(Flavor.Binary, "\"LogisticRegression\"", "churn");
    await client.LearnAsync(new LearnRequest("churn", JsonElement.Parse("""{"pages": 7}"""), JsonValues.Value(true)));
    while (hasOwner && (await client.GetStatusAsync("churn")).Owner is null)
    {
        await Task.Delay(100);
    }

    position = (await client.GetStatusAsync("churn")).Position;
    await app.StopAsync();
}
