using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OnlineMl.Cluster.Silo;

/// <summary>Stops the application in order when the other servers have declared this one dead, where Orleans would end the process.</summary>
internal sealed partial class OrderlyEnd(IHostApplicationLifetime lifetime, ILogger<OrderlyEnd> logger) : IFatalErrorHandler
{
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogFatal(context, exception);
        lifetime.StopApplication();
    }

    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server is no longer part of its cluster and stops, to be started again: {Context}")]
    private partial void LogFatal(string? context, Exception? reason);
}
