using LiveServer;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5000");
}

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddOnlineMl(options => options.StoragePath = builder.Configuration["storage"] ?? "models");
builder.Services.AddHostedService<Replay>();

var app = builder.Build();
app.MapOnlineMl();
await app.RunAsync();
