using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Cluster.Routing;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using Orleans;

namespace OnlineMl.Cluster.Silo;

/// <summary>Joins the cluster behind the back of the application, which starts and serves before, and goes on without where it cannot be joined.</summary>
internal sealed partial class BackgroundSilo(IServiceProvider services, SiloService silo, IModelStore store, ILogger<BackgroundSilo> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _ending = new();
    private Task _joining = Task.CompletedTask;
    private volatile IGrainFactory? _grains;
    private bool _isLeft;

    /// <summary>Whether other servers can be asked.</summary>
    public bool IsReady => _grains is not null;

    /// <summary>The way to the owners of models; null while there is none.</summary>
    public IGrainFactory? Grains => _grains;

    /// <summary>Why the cluster could not be joined; null when it was, or may be yet.</summary>
    public string? Fault { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _joining = Task.Run(JoinAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Hands the models over before the application stops to take calls; those that still come are done here.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The application was disposed of first.
            return;
        }

        await _joining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_grains is not null && !_isLeft)
        {
            _isLeft = true;
            _grains = null;
            await silo.Service.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => StoppingAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _ending.Dispose();

    private async Task JoinAsync()
    {
        try
        {
            // A silo that does not find its Redis cannot be started a second time.
            while (!await IsThereAsync().ConfigureAwait(false))
            {
                await Task.Delay(BetweenLooks, _ending.Token).ConfigureAwait(false);
            }

            await silo.Service.StartAsync(_ending.Token).ConfigureAwait(false);
            _grains = services.GetRequiredService<IGrainFactory>();
            LogJoined();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            return;
        }
        catch (Exception reason)
        {
            Fault = $"The cluster could not be joined: {reason.Message}";
            LogNotJoined(reason);
        }
    }

    // One that loads what it has is connected and answers nothing yet.
    private async Task<bool> IsThereAsync()
    {
        try
        {
            await store.ListAsync(_ending.Token).ConfigureAwait(false);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster is joined.")]
    private partial void LogJoined();

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster could not be joined. Models are served all the same, as by several servers without owners, which is right and slower.")]
    private partial void LogNotJoined(Exception reason);
}
