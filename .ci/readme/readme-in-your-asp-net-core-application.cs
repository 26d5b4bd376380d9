// packages: OnlineMl.AspNetCore
// sdk: Microsoft.NET.Sdk.Web
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
// block 1
await app.StartAsync();
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
using var spec = new StringContent("\"LinearRegression\"");
(await http.PostAsync("/api/model/regression/m/", spec)).EnsureSuccessStatusCode();
var client = app.Services.GetRequiredService<IOnlineMlClient>();
// block 2
var status = await client.GetStatusAsync("churn");
await app.StopAsync();
return Directory.Exists("models/m") && status is { Waiting: 0, Position: 2 } ? 0 : 1;
