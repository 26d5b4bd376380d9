using LiveServer;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5000");
}

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var onlineMl = builder.Services.AddOnlineMl().UseFiles(builder.Configuration["storage"] ?? "models");
foreach (var model in LiveModel.All)
{
    onlineMl.AddModel(model.Name, model.Flavor, model.Spec);
}

builder.Services.AddHostedService<Replay>();

var app = builder.Build();
app.MapOnlineMl();
await app.RunAsync();
