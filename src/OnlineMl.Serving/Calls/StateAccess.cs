using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Serving.Calls;

/// <summary>Lets one at a time use the state of a model, without a thread of the pool ever waiting for a slow or stuck one.</summary>
/// <remarks>
/// <para>Who has a thread of its own, as the writers of logs have, waits on it with <see cref="Enter"/>. Everybody else tries <see cref="TryEnter"/> and,
/// when the state is in use, hands over what is to be done to <see cref="RunAsync{T}"/>: it waits in a queue, which bounds calls, and one thread of
/// the pool works the queue off in its order while the state is free.</para>
/// <para>No wake-up is lost: whoever leaves looks at the queue after the lock is free, and whoever joins the queue looks at the lock afterwards. So
/// either the thread of the pool gets the lock, or somebody still has it and will call that thread when leaving.</para>
/// </remarks>
/// <param name="name">The name of the model.</param>
/// <param name="maxWaiting">How many calls may wait at a time.</param>
internal sealed class StateAccess(string name, int maxWaiting) : IThreadPoolWorkItem
{
    /// <summary>How many bytes the calls that wait for a model may hold in memory, beside those of one.</summary>
    public const long MaxWaitingBytes = 64 * 1024 * 1024;

    // A group of events is mostly applied sooner than a call is handed over.
    private const int PatienceMilliseconds = 1;

    // Others of the pool want to run, too.
    private const int MaxRunsPerTurn = 64;

    private static readonly int MaxPatient = Math.Max(2, Environment.ProcessorCount);

    private readonly Lock _lock = new();
    private readonly Queue<WaitingWork> _queue = new();
    private int _depth;
    private long _entries;
    private int _patient;
    private int _queued;
    private long _queuedBytes;
    private bool _isTurnTaken;
    private bool _isHeldUp;
    private volatile bool _isRefusing;
    private volatile OnlineMlException? _abandoned;

    /// <summary>How many calls wait.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Tells apart the moments at which the state came into use; null while it is not in use.</summary>
    public long? Use => Volatile.Read(ref _depth) > 0 ? Volatile.Read(ref _entries) : null;

    /// <summary>Whether nobody is let in any more who would have to wait.</summary>
    public bool IsAbandoned => _abandoned is not null;

    /// <summary>Whether calls that would have to wait are refused at once, because the state has been in use for long; those that wait already are.</summary>
    public bool IsRefusing
    {
        get => _isRefusing;
        set
        {
            _isRefusing = value;
            if (value)
            {
                FailQueue(static waiting => waiting.IsCall, Busy());
            }
        }
    }

    /// <summary>Lets nobody wait any more.</summary>
    /// <param name="reason">What those who wait are told, and those who would.</param>
    public void Abandon(OnlineMlException reason)
    {
        _abandoned = reason;
        FailQueue(static _ => true, reason);
    }

    /// <summary>Begins to use the state if it is free, or nearly, and nobody else waits for it.</summary>
    public bool TryEnter()
    {
        if (Volatile.Read(ref _queued) > 0 || Volatile.Read(ref _isHeldUp) || !(_lock.TryEnter() || TryEnterWithPatience()))
        {
            return false;
        }

        Begin();
        return true;
    }

    /// <summary>Begins to use the state, for a thread that has nothing else to do until it is free. It may be using it already.</summary>
    public void Enter()
    {
        _lock.Enter();
        Begin();
    }

    /// <summary>Ends the use.</summary>
    public void Exit()
    {
        Volatile.Write(ref _depth, _depth - 1);
        _lock.Exit();
        if (Volatile.Read(ref _queued) > 0)
        {
            CallTurn();
        }
    }

    /// <summary>Does something with the state, at once when it is free.</summary>
    /// <param name="work">What to do. It gives back what is then to be done without the state.</param>
    /// <param name="bytes">What it holds in memory while it waits; null for what is no call and may always wait.</param>
    /// <param name="cancellationToken">Ends the wait, and the work is not done then; what has begun goes on. Its place in the queue stays taken until it
    /// would be its turn.</param>
    /// <exception cref="OnlineMlException">Too many calls wait already.</exception>
    public Task<T> RunAsync<T>(Func<T> work, long? bytes = null, CancellationToken cancellationToken = default)
    {
        if (TryEnter())
        {
            try
            {
                return Task.FromResult(work());
            }
            catch (Exception e)
            {
                return Task.FromException<T>(e);
            }
            finally
            {
                Exit();
            }
        }

        var waiting = new WaitingWork<T>(work, bytes);
        lock (_queue)
        {
            if (_abandoned is { } abandoned)
            {
                return Task.FromException<T>(abandoned);
            }

            if (waiting.IsCall && (_isRefusing || _queued >= maxWaiting || (_queued > 0 && _queuedBytes + bytes > MaxWaitingBytes)))
            {
                return Task.FromException<T>(Busy());
            }

            waiting.EndWith(cancellationToken);
            _queue.Enqueue(waiting);
            _queuedBytes += waiting.Bytes;
            Interlocked.Increment(ref _queued);
        }

        CallTurn();
        return waiting.Task;
    }

    /// <summary>Lets calls wait in the queue although the state is free, until <see cref="GoOn"/>. What has begun goes on; <see cref="Enter"/> and
    /// <see cref="RunFirstAsync"/> get the state.</summary>
    public void HoldUp() => Interlocked.Exchange(ref _isHeldUp, true);

    /// <summary>Lets those who wait since <see cref="HoldUp"/> in again.</summary>
    public void GoOn()
    {
        Interlocked.Exchange(ref _isHeldUp, false);
        if (Volatile.Read(ref _queued) > 0)
        {
            CallTurn();
        }
    }

    /// <summary>Does something with the state before all who wait, on a thread that waits until it is free.</summary>
    public Task<T> RunFirstAsync<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            Enter();
            try
            {
                return work();
            }
            finally
            {
                Exit();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach | TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isTurnTaken, false);
        if (Volatile.Read(ref _isHeldUp) || !_lock.TryEnter())
        {
            return;
        }

        Begin();
        try
        {
            for (var runs = 0; runs < MaxRunsPerTurn && TryDequeue(out var waiting); runs++)
            {
                waiting.Run();
            }
        }
        finally
        {
            Exit();
        }
    }

    private void Begin()
    {
        Volatile.Write(ref _entries, _entries + 1);
        Volatile.Write(ref _depth, _depth + 1);
    }

    // A few threads may wait for a moment; more of them would be missing in the pool.
    private bool TryEnterWithPatience()
    {
        try
        {
            return Interlocked.Increment(ref _patient) <= MaxPatient && _lock.TryEnter(PatienceMilliseconds);
        }
        finally
        {
            Interlocked.Decrement(ref _patient);
        }
    }

    private bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WaitingWork? waiting)
    {
        lock (_queue)
        {
            if (!_queue.TryDequeue(out waiting))
            {
                return false;
            }

            _queuedBytes -= waiting.Bytes;
            Interlocked.Decrement(ref _queued);
            return true;
        }
    }

    private OnlineMlException Busy()
    {
        var reason = $"The model '{name}' is busy, and {Queued} calls wait for it already; try again later.";
        return new OnlineMlException(RefusalKind.Unavailable, reason)
        {
            RetryAfter = ServingContext.RetryAfter,
            Limit = _isRefusing ? nameof(OnlineMlCallOptions.BusyAfter) : nameof(OnlineMlCallOptions.MaxWaitingCalls),
        };
    }

    private void FailQueue(Func<WaitingWork, bool> isFailed, OnlineMlException reason)
    {
        var failed = new List<WaitingWork>();
        lock (_queue)
        {
            for (var left = _queue.Count; left > 0; left--)
            {
                var waiting = _queue.Dequeue();
                if (isFailed(waiting))
                {
                    failed.Add(waiting);
                    _queuedBytes -= waiting.Bytes;
                    Interlocked.Decrement(ref _queued);
                }
                else
                {
                    _queue.Enqueue(waiting);
                }
            }
        }

        failed.ForEach(waiting => waiting.Fail(reason));
    }

    private void CallTurn()
    {
        if (!Interlocked.Exchange(ref _isTurnTaken, true))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
