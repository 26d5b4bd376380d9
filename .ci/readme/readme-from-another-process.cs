// packages: OnlineMl.AspNetCore OnlineMl.Client
// sdk: Microsoft.NET.Sdk.Web
using System.Text.Json;
using OnlineMl.Client;
using OnlineMl.Contracts;
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddOnlineMl().UseMemory().AddModel("churn", Flavor.Binary, "\"LogisticRegression\"");
var app = builder.Build();
app.MapOnlineMl("/api");
await app.StartAsync();
var services = new ServiceCollection();
// block 1
// The address of the README is nobody's here.
services.ConfigureAll<OnlineMlClientOptions>(options => options.BaseAddress = new Uri(new Uri(app.Urls.First()), options.BaseAddress!.AbsolutePath));
await using var provider = (ServiceProvider)new DefaultServiceProviderFactory().CreateServiceProvider(services);
var client = provider.GetRequiredService<IOnlineMlClient>();
var examples = Enumerable.Range(0, 100).Select(i => new LearnRequest("churn", JsonElement.Parse($$"""{"pages": {{i}}}"""), JsonValues.Value(i > 50))).ToAsyncEnumerable();
// block 2
var status = await client.GetStatusAsync("churn");
await app.StopAsync();
return status.Position == 100 ? 0 : 1;
