using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The sink of one log. What it throws is logged, and keeps neither a thread of the writers nor other logs from their work.</summary>
internal sealed partial class FollowingSink(string name, FileLogContext context)
{
    private IEventSink? _sink;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _sink is not null;

    public void Set(IEventSink sink) => _sink = sink;

    public void Prepare(AppendBuffer round) => Notify(round, static (sink, events) => sink.Prepare(events));

    public void Apply(AppendBuffer round) => Notify(round, static (sink, events) => sink.Apply(events));

    public void Fail(AppendBuffer round, StorageException failure)
    {
        foreach (var failed in round.Events)
        {
            try
            {
                _sink!.Fail(failed.Pending, failure);
            }
            catch (Exception reason)
            {
                LogSinkFailed(context.Logger, name, reason);
            }
        }
    }

    private void Notify(AppendBuffer round, Action<IEventSink, ReadOnlySpan<StoredEvent>> what)
    {
        context.Writers!.BeginApplying();
        try
        {
            what(_sink!, round.Events);
        }
        catch (Exception reason)
        {
            LogSinkFailed(context.Logger, name, reason);
        }
        finally
        {
            context.Writers.EndApplying();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sink of the model '{Model}' failed.")]
    private static partial void LogSinkFailed(ILogger logger, string model, Exception reason);
}
