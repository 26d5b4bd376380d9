namespace OnlineMl.Serving.Storage.Files;

/// <summary>The threads that write logs, and the buffers that they share with those who append.</summary>
internal sealed class LogWriters : IDisposable
{
    private const int LargestKeptBuffer = 4 * 1024 * 1024;
    private const int MaxThreads = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    // A thread that has worked so long for one sink may never come back, and is none of those that share the work.
    private static readonly TimeSpan LongestApplying = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private readonly Queue<FileModelLog> _waiting = new();
    private readonly List<Sleeper> _asleep = [];
    private readonly Stack<AppendBuffer> _buffers = new();
    private readonly List<Thread> _threads = [];
    private readonly List<Sleeper> _all = [];
    private readonly Timer _watch;
    private readonly TimeSpan _idleTime;
    private readonly int _mostBuffers;
    private int _count;
    private int _applying;
    private long _taken;
    private long _takenAtWatch;
    private bool _isWatching;
    private bool _stopping;
    private volatile bool _isEnded;

    [ThreadStatic]
    private static Sleeper? _own;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many there are. While all of them work for sinks and logs wait, further ones are started one by one, up to a number in
    /// which those do not count that have been with one sink for long.</param>
    /// <param name="idleTime">How long one of the further threads has nothing to do before it ends.</param>
    public LogWriters(int threads, TimeSpan idleTime)
    {
        _mostBuffers = 4 * threads;
        _idleTime = idleTime;
        _watch = new Timer(_ => StartIfHeldUp());
        lock (_waiting)
        {
            while (_count < threads)
            {
                Start(Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Hands a log that has something to write to a thread. It must not be handed over again before that thread is done.</summary>
    public void Enqueue(FileModelLog log)
    {
        Sleeper? sleeper = null;
        lock (_waiting)
        {
            _waiting.Enqueue(log);
            if (_asleep.Count > 0)
            {
                sleeper = _asleep[^1];
                _asleep.RemoveAt(_asleep.Count - 1);
            }
            else
            {
                WatchIfHeldUp();
            }
        }

        sleeper?.Wake();
    }

    /// <summary>Takes note that a thread begins to work for a sink, which may take long, until <see cref="EndApplying"/>.</summary>
    public void BeginApplying()
    {
        _own?.BeginApplying();
        if (Interlocked.Increment(ref _applying) >= Volatile.Read(ref _count))
        {
            lock (_waiting)
            {
                WatchIfHeldUp();
            }
        }
    }

    public void EndApplying()
    {
        _own?.EndApplying();
        Interlocked.Decrement(ref _applying);
    }

    /// <summary>How many threads have been with one sink for long.</summary>
    public int CountStuck()
    {
        lock (_waiting)
        {
            return _all.Count(sleeper => sleeper.IsStuck);
        }
    }

    /// <exception cref="StorageException">The store was closed while a sink kept this thread.</exception>
    public void ThrowIfEnded()
    {
        if (_isEnded)
        {
            throw new StorageException("The store was closed meanwhile.");
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

    /// <summary>Ends the threads after what they were given and waits for them, but not for long for one that a sink keeps.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _stopping = true;
            _asleep.ForEach(sleeper => sleeper.Wake());
            _asleep.Clear();
        }

        _watch.Dispose();
        var ended = Environment.TickCount64;
        foreach (var thread in ListThreads())
        {
            while (!thread.Join(Patience) && (CountStuck() == 0 || Environment.TickCount64 - ended < LongestEnd.TotalMilliseconds))
            {
            }
        }

        _isEnded = true;
    }

    /// <summary>The threads that there are now.</summary>
    public IReadOnlyList<Thread> ListThreads()
    {
        lock (_waiting)
        {
            return [.. _threads];
        }
    }

    private bool IsHeldUp => _waiting.Count > 0 && Volatile.Read(ref _applying) >= _count && !_stopping;

    private void WatchIfHeldUp()
    {
        if (IsHeldUp && !_isWatching)
        {
            (_isWatching, _takenAtWatch) = (true, _taken);
            _watch.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Starts a further thread when no thread has taken a log since the watch began.</summary>
    private void StartIfHeldUp()
    {
        lock (_waiting)
        {
            if (IsHeldUp && _taken == _takenAtWatch && _count - _all.Count(sleeper => sleeper.IsStuck) < MaxThreads)
            {
                Start(_idleTime);
            }

            _isWatching = false;
            WatchIfHeldUp();
        }
    }

    private void Start(TimeSpan idleTime)
    {
        var thread = new Thread(() => Run(idleTime)) { IsBackground = true, Name = $"OnlineMl log writer {++_count}" };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run(TimeSpan idleTime)
    {
        var sleeper = _own = new Sleeper();
        lock (_waiting)
        {
            _all.Add(sleeper);
        }

        while (TryTake(sleeper, idleTime, out var log))
        {
            while (log.WriteRound())
            {
                log = ExchangeForWaiting(log);
            }
        }
    }

    private bool TryTake(Sleeper sleeper, TimeSpan idleTime, out FileModelLog log)
    {
        while (true)
        {
            lock (_waiting)
            {
                if (_waiting.TryDequeue(out log!))
                {
                    _taken++;
                    return true;
                }

                if (_stopping)
                {
                    _all.Remove(sleeper);
                    return false;
                }

                _asleep.Add(sleeper);
            }

            if (!sleeper.Sleep(idleTime) && TryEnd(sleeper))
            {
                return false;
            }
        }
    }

    /// <summary>Takes out a thread that was idle for long, unless it is being woken just now.</summary>
    private bool TryEnd(Sleeper sleeper)
    {
        lock (_waiting)
        {
            if (_asleep.Remove(sleeper))
            {
                _count--;
                _all.Remove(sleeper);
                return _threads.Remove(Thread.CurrentThread);
            }
        }

        return !sleeper.Sleep(Timeout.InfiniteTimeSpan);
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

            _taken++;
            _waiting.Enqueue(log);
            return next;
        }
    }

    /// <summary>A thread that has nothing to write. The one that fell asleep last is woken first, because the processor still has at hand what
    /// it uses.</summary>
    private sealed class Sleeper
    {
        private readonly object _lock = new();
        private bool _isAwake;
        private long _applyingSince = long.MaxValue;

        /// <summary>Whether it has been with one sink for long.</summary>
        public bool IsStuck => Environment.TickCount64 - Volatile.Read(ref _applyingSince) is > 0 and var since && since > LongestApplying.TotalMilliseconds;

        public void BeginApplying() => Volatile.Write(ref _applyingSince, Environment.TickCount64);

        public void EndApplying() => Volatile.Write(ref _applyingSince, long.MaxValue);

        /// <summary>Waits for one <see cref="Wake"/>, which may have come already.</summary>
        /// <returns>False when none came in time.</returns>
        public bool Sleep(TimeSpan longest)
        {
            lock (_lock)
            {
                while (!_isAwake)
                {
                    if (!Monitor.Wait(_lock, longest) && !_isAwake)
                    {
                        return false;
                    }
                }

                _isAwake = false;
                return true;
            }
        }

        public void Wake()
        {
            lock (_lock)
            {
                _isAwake = true;
                Monitor.Pulse(_lock);
            }
        }
    }
}
