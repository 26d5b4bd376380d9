using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Tests;

namespace OnlineMl.Client.Tests;

/// <summary>The contract without a web server.</summary>
public sealed class InProcessClientTests : ClientContract
{
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddSingleton(RareComponents.Catalog).AddOnlineMlServing().Services.BuildServiceProvider();

    protected override IOnlineMlClient Client => _services.GetRequiredService<IOnlineMlClient>();

    public override Task InitializeAsync() => Task.CompletedTask;

    public override async Task DisposeAsync() => await _services.DisposeAsync();
}
