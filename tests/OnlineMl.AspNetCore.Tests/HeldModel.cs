using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests;

/// <summary>Keeps a model busy, as a call that takes long does, until it is disposed of.</summary>
internal sealed class HeldModel : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly Thread _holder;

    public HeldModel(TestServer server, string name)
    {
        var access = server.Services.GetRequiredService<ModelHost>().Entries.Single(entry => entry.Name == name).Loaded!.Access;
        using var isHeld = new ManualResetEventSlim();
        _holder = new Thread(() =>
        {
            access.Enter();
            isHeld.Set();
            _release.Wait();
            access.Exit();
        });
        _holder.Start();
        isHeld.Wait();
        Queued = () => access.Queued;
    }

    /// <summary>How many calls wait for the model.</summary>
    public Func<int> Queued { get; }

    /// <summary>Waits until so many calls wait for the model.</summary>
    public async Task UntilQueuedAsync(int calls)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Queued() < calls)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public void Dispose()
    {
        _release.Set();
        _holder.Join();
        _release.Dispose();
    }
}
