using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage;

/// <summary>The sink of one log. What it throws is logged, and keeps neither the log nor others from their work.</summary>
internal sealed partial class GuardedSink(string model, IEventSink sink, ILogger logger)
{
    public void Prepare(ReadOnlySpan<StoredEvent> events)
    {
        try
        {
            sink.Prepare(events);
        }
        catch (Exception reason)
        {
            LogSinkFailed(model, reason);
        }
    }

    public void Apply(ReadOnlySpan<StoredEvent> events)
    {
        try
        {
            sink.Apply(events);
        }
        catch (Exception reason)
        {
            LogSinkFailed(model, reason);
        }
    }

    public void Fail(object? pending, StorageException failure)
    {
        try
        {
            sink.Fail(pending, failure);
        }
        catch (Exception reason)
        {
            LogSinkFailed(model, reason);
        }
    }

    public void InDoubt(object? pending, StorageException doubt)
    {
        try
        {
            sink.InDoubt(pending, doubt);
        }
        catch (Exception reason)
        {
            LogSinkFailed(model, reason);
        }
    }

    public void End(LogEnd end)
    {
        try
        {
            sink.End(end);
        }
        catch (Exception reason)
        {
            LogSinkFailed(model, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sink of the model '{Model}' failed.")]
    private partial void LogSinkFailed(string model, Exception reason);
}
