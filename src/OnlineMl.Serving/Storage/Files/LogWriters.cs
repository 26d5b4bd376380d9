namespace OnlineMl.Serving.Storage.Files;

/// <summary>The threads that write logs.</summary>
internal sealed class LogWriters : IDisposable
{
    private const int MaxThreads = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private readonly Queue<LogAppender> _waiting = new();

    // The thread that fell asleep last is woken first, because the processor still has at hand what it uses.
    private readonly List<WriterState> _asleep = [];
    private readonly List<Thread> _threads = [];
    private readonly List<WriterState> _all = [];
    private readonly Timer _watch;
    private readonly TimeSpan _idleTime;
    private readonly int _usual;
    private int _count;
    private int _applying;
    private long _taken;
    private long _takenAtWatch;
    private bool _isWatching;
    private bool _stopping;
    private volatile bool _isEnded;

    [ThreadStatic]
    private static WriterState? _own;

    /// <summary>Makes them; they work from <see cref="Start()"/> on.</summary>
    /// <param name="threads">How many there are. While all of them work for sinks and logs wait, further ones are started one by one, up to a number in
    /// which those do not count that have been with one sink for long.</param>
    /// <param name="idleTime">How long one of the further threads has nothing to do before it ends.</param>
    public LogWriters(int threads, TimeSpan idleTime)
    {
        Buffers = new AppendBufferPool(4 * threads);
        (_usual, _idleTime) = (threads, idleTime);
        _watch = new Timer(_ => StartIfHeldUp());
    }

    /// <summary>The buffers that the threads share with those who append.</summary>
    public AppendBufferPool Buffers { get; }

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        lock (_waiting)
        {
            while (_count < _usual && !_stopping)
            {
                Start(Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Hands a log that has something to write to a thread. It must not be handed over again before that thread is done.</summary>
    public void Enqueue(LogAppender log)
    {
        WriterState? writer = null;
        lock (_waiting)
        {
            _waiting.Enqueue(log);
            if (_asleep.Count > 0)
            {
                writer = _asleep[^1];
                _asleep.RemoveAt(_asleep.Count - 1);
            }
            else
            {
                WatchIfHeldUp();
            }
        }

        writer?.Wake();
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
            return _all.Count(writer => writer.IsStuck);
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

    /// <summary>Ends the threads after what they were given and waits for them, but not for long for one that a sink keeps.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _stopping = true;
            _asleep.ForEach(writer => writer.Wake());
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
            if (IsHeldUp && _taken == _takenAtWatch && _count - _all.Count(writer => writer.IsStuck) < MaxThreads)
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
        var writer = _own = new WriterState();
        lock (_waiting)
        {
            _all.Add(writer);
        }

        while (TryTake(writer, idleTime, out var log))
        {
            while (log.WriteRound())
            {
                log = ExchangeForWaiting(log);
            }
        }
    }

    private bool TryTake(WriterState writer, TimeSpan idleTime, out LogAppender log)
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
                    _all.Remove(writer);
                    return false;
                }

                _asleep.Add(writer);
            }

            if (!writer.Sleep(idleTime) && TryEnd(writer))
            {
                return false;
            }
        }
    }

    /// <summary>Takes out a thread that was idle for long, unless it is being woken just now.</summary>
    private bool TryEnd(WriterState writer)
    {
        lock (_waiting)
        {
            if (_asleep.Remove(writer))
            {
                _count--;
                _all.Remove(writer);
                return _threads.Remove(Thread.CurrentThread);
            }
        }

        return !writer.Sleep(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets logs that wait have their turn before one that has more to write goes on.</summary>
    private LogAppender ExchangeForWaiting(LogAppender log)
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
}
