namespace OnlineMl.Serving.Storage.Files;

/// <summary>The threads that write logs, and the buffers that they share with those who append.</summary>
internal sealed class LogWriters
{
    private const int LargestKeptBuffer = 4 * 1024 * 1024;
    private readonly Queue<FileModelLog> _waiting = new();
    private readonly Stack<Sleeper> _asleep = new();
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
        Sleeper? sleeper;
        lock (_waiting)
        {
            _waiting.Enqueue(log);
            _asleep.TryPop(out sleeper);
        }

        sleeper?.Wake();
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
            while (_asleep.TryPop(out var sleeper))
            {
                sleeper.Wake();
            }
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run()
    {
        var sleeper = new Sleeper();
        while (TryTake(sleeper, out var log))
        {
            while (log.WriteRound())
            {
                log = ExchangeForWaiting(log);
            }
        }
    }

    private bool TryTake(Sleeper sleeper, out FileModelLog log)
    {
        while (true)
        {
            lock (_waiting)
            {
                if (_waiting.TryDequeue(out log!))
                {
                    return true;
                }

                if (_stopping)
                {
                    return false;
                }

                _asleep.Push(sleeper);
            }

            sleeper.Sleep();
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

    /// <summary>A thread that has nothing to write. The one that fell asleep last is woken first, because the processor still has at hand what
    /// it uses.</summary>
    private sealed class Sleeper
    {
        private readonly object _gate = new();
        private bool _isAwake;

        /// <summary>Waits for one <see cref="Wake"/>, which may have come already.</summary>
        public void Sleep()
        {
            lock (_gate)
            {
                while (!_isAwake)
                {
                    Monitor.Wait(_gate);
                }

                _isAwake = false;
            }
        }

        public void Wake()
        {
            lock (_gate)
            {
                _isAwake = true;
                Monitor.Pulse(_gate);
            }
        }
    }
}
