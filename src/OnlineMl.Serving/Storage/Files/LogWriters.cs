namespace OnlineMl.Serving.Storage.Files;

/// <summary>The threads that write logs, and the buffers that they share with those who append.</summary>
internal sealed class LogWriters
{
    private const int LargestKeptBuffer = 4 * 1024 * 1024;
    private readonly Queue<FileModelLog> _waiting = new();
    private readonly Stack<AppendBuffer> _buffers = new();
    private readonly int _mostBuffers;
    private readonly Thread[] _threads;
    private bool _stopping;

    public LogWriters(int threads)
    {
        _mostBuffers = 4 * threads;
        _threads = [.. Enumerable.Range(1, threads).Select(number => new Thread(Run) { IsBackground = true, Name = $"OnlineMl log writer {number}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Hands a log that has something to write to a thread. It must not be handed over again before that thread is done.</summary>
    public void Enqueue(FileModelLog log)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(log);
            Monitor.Pulse(_waiting);
        }
    }

    public AppendBuffer Rent()
    {
        lock (_buffers)
        {
            return _buffers.TryPop(out var buffer) ? buffer : new AppendBuffer();
        }
    }

    public void Return(AppendBuffer buffer)
    {
        buffer.Clear();
        lock (_buffers)
        {
            if (_buffers.Count < _mostBuffers && buffer.Capacity <= LargestKeptBuffer)
            {
                _buffers.Push(buffer);
            }
        }
    }

    /// <summary>Ends the threads after what they were given and waits for them.</summary>
    public void Stop()
    {
        lock (_waiting)
        {
            _stopping = true;
            Monitor.PulseAll(_waiting);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run()
    {
        while (TryTake(out var log))
        {
            while (log.WriteRound())
            {
                log = ExchangeForWaiting(log);
            }
        }
    }

    private bool TryTake(out FileModelLog log)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_stopping)
            {
                Monitor.Wait(_waiting);
            }

            return _waiting.TryDequeue(out log!);
        }
    }

    /// <summary>Lets logs that wait have their turn before one that has more to write goes on.</summary>
    private FileModelLog ExchangeForWaiting(FileModelLog log)
    {
        lock (_waiting)
        {
            if (!_waiting.TryDequeue(out var next))
            {
                return log;
            }

            _waiting.Enqueue(log);
            return next;
        }
    }
}
