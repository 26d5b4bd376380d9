using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Routing;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using Orleans;

namespace OnlineMl.Cluster.Silo;

/// <summary>Joins the cluster behind the back of the application, which starts and serves before, and goes on without where it cannot be joined.</summary>
internal sealed partial class BackgroundSilo(
    IServiceProvider services, SiloService silo, MembershipPatience membership, IModelStore store, IOptions<HostOptions> host, ILogger<BackgroundSilo> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _ending = new();
    private Task _joining = Task.CompletedTask;
    private volatile IGrainFactory? _grains;
    private bool _isLeaving;

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
    /// <remarks>Takes half of the time that the application has to stop at most: the other half is for saving models.</remarks>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        membership.End();
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The application was disposed of first.
            return;
        }

        if (_isLeaving)
        {
            return;
        }

        _isLeaving = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (host.Value.ShutdownTimeout != Timeout.InfiniteTimeSpan)
        {
            limit.CancelAfter(host.Value.ShutdownTimeout / 2);
        }

        try
        {
            await LeaveAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogNotLeft();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => StoppingAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        membership.End();
        _ending.Dispose();
    }

    // Orleans looks at no limit while it joins, and not at every step of leaving.
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _joining.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_grains is not null)
        {
            _grains = null;
            await silo.Service.StopAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task JoinAsync()
    {
        try
        {
            // What has not begun can be told to end at once.
            while (!await IsThereAsync().ConfigureAwait(false))
            {
                await Task.Delay(BetweenLooks, _ending.Token).ConfigureAwait(false);
            }

            // One whose start is cancelled half-way can be neither stopped nor disposed of in order.
            await silo.Service.StartAsync(CancellationToken.None).ConfigureAwait(false);
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

    // One that loads what it has is connected and answers nothing yet, whatever it is asked for.
    private async Task<bool> IsThereAsync()
    {
        try
        {
            await store.ExistsAsync("any", _ending.Token).ConfigureAwait(false);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster could not be left in order in half of the time that the application has to stop. The others find out by themselves.")]
    private partial void LogNotLeft();
}
