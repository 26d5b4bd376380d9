using Microsoft.Extensions.Logging;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>What was found damaged in one log; each finding is logged once.</summary>
internal sealed partial class LogFaults(ILogger logger, string model)
{
    private readonly Lock _lock = new();
    private volatile StorageFault[] _found = [];

    public IReadOnlyList<StorageFault> Found => _found;

    public void Add(string place, long droppedBytes, string message)
    {
        var fault = new StorageFault(place, droppedBytes, message);
        lock (_lock)
        {
            if (Array.IndexOf(_found, fault) >= 0)
            {
                return;
            }

            _found = [.. _found, fault];
        }

        LogFound(model, place, droppedBytes, message);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of the model '{Model}' is damaged at {Place}, {DroppedBytes} bytes are not used: {Reason}")]
    private partial void LogFound(string model, string place, long droppedBytes, string reason);
}
