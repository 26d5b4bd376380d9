using RemoteClient;

var builder = Host.CreateApplicationBuilder(args);
var address = builder.Configuration["server"];

// Usually the server runs somewhere else: dotnet run --project samples/RemoteClient -- --server http://localhost:5000/api/
await using var ownServer = address is null ? await OwnServer.StartAsync() : null;
builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
builder.Services.AddOnlineMlClient(new Uri(address ?? ownServer!.Urls.First() + "/api/"));
builder.Services.AddHostedService<Worker>();
await builder.Build().RunAsync();
