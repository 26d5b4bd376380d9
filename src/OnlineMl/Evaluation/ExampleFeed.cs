using System.Runtime.ExceptionServices;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>Hands out the examples of a reader in reused vectors; on request they are read ahead on a thread of its own.</summary>
internal sealed class ExampleFeed : IDisposable
{
    private const int BatchSize = 512;
    private const int SmallBatchSize = 32;
    private const int BatchCount = 4;

    private readonly IExampleReader _reader;
    private readonly Model _model;
    private readonly Pipeline? _pipeline;
    private readonly FeatureVector _raw;
    private readonly Batch[] _batches;
    private readonly SemaphoreSlim? _filled;
    private readonly SemaphoreSlim? _empty;
    private Thread? _thread;
    private volatile bool _stopped;
    private int _current;
    private int _next;

    /// <param name="reader">Where the examples come from.</param>
    /// <param name="model">The model, to the space of which the reader writes.</param>
    /// <param name="readsAhead">Whether to read on another thread.</param>
    /// <param name="pipeline">What prepares the examples for its last step; null to hand them out as they are.</param>
    public ExampleFeed(IExampleReader reader, Model model, bool readsAhead, Pipeline? pipeline = null)
    {
        _reader = reader;
        _model = model;
        _pipeline = pipeline;
        _raw = new FeatureVector(model.Features);
        var space = pipeline?.PreparedSpace ?? model.Features;
        if (!readsAhead || !reader.HasFixedFeatures)
        {
            _batches = [new Batch(space, pipeline is null && !reader.HasFixedFeatures ? 1 : SmallBatchSize, reader.IsWeighted)];
            return;
        }

        _batches = new Batch[BatchCount];
        foreach (ref var batch in _batches.AsSpan())
        {
            batch = new Batch(space, BatchSize, reader.IsWeighted);
        }

        _filled = new SemaphoreSlim(0);
        _empty = new SemaphoreSlim(BatchCount - 1);
    }

    /// <summary>The features that the last call of <see cref="Read"/> found, valid until the next call.</summary>
    public FeatureVector Features => _batches[_current].Features[_next - 1];

    /// <summary>The target that the last call of <see cref="Read"/> found.</summary>
    public ref readonly Target Target => ref _batches[_current].Targets[_next - 1];

    /// <summary>How much that example counts.</summary>
    public double Weight => _batches[_current].Weights is { } weights ? weights[_next - 1] : 1;

    /// <summary>The features of the example after that, if they are there already.</summary>
    public FeatureVector? Upcoming => _next < _batches[_current].Count ? _batches[_current].Features[_next] : null;

    /// <summary>Goes on to the next example.</summary>
    public bool Read()
    {
        if (_next < _batches[_current].Count)
        {
            _next++;
            return true;
        }

        return ReadBatch();
    }

    public void Dispose()
    {
        _stopped = true;
        _empty?.Release();
        _thread?.Join();
        _empty?.Dispose();
        _filled?.Dispose();
    }

    private bool ReadBatch()
    {
        if (_batches[_current].IsLast)
        {
            _batches[_current].Failure?.Throw();
            return false;
        }

        if (_filled is null)
        {
            _batches[0].Fill(this);
        }
        else if (_thread is null)
        {
            // The first batch is read here: it brings the names, which the learning thread may then rely on.
            _batches[0].Fill(this);
            _thread = new Thread(ReadAhead) { IsBackground = true, Name = "OnlineMl reader" };
            _thread.Start();
        }
        else
        {
            _empty!.Release();
            _filled.Wait();
            _current = (_current + 1) % BatchCount;
        }

        _next = 0;
        return _batches[_current].Count > 0 ? Read() : ReadBatch();
    }

    private void ReadAhead()
    {
        var index = 0;
        var isLast = _batches[0].IsLast;
        while (!isLast)
        {
            _empty!.Wait();
            if (_stopped)
            {
                return;
            }

            index = (index + 1) % BatchCount;
            _batches[index].Fill(this);
            isLast = _batches[index].IsLast;
            _filled!.Release();
        }
    }

    private bool TryRead(FeatureVector x, out Target target)
    {
        var raw = _pipeline is null ? x : _raw;
        if (!_reader.TryRead(raw, out target))
        {
            return false;
        }

        _model.Admit(raw);
        _pipeline?.Prepare(raw, x);
        return true;
    }

    private sealed class Batch
    {
        public Batch(FeatureSpace space, int size, bool isWeighted)
        {
            Features = new FeatureVector[size];
            Targets = new Target[size];
            Weights = isWeighted ? new double[size] : null;
            foreach (ref var x in Features.AsSpan())
            {
                x = new FeatureVector(space);
            }
        }

        public FeatureVector[] Features { get; }

        public Target[] Targets { get; }

        /// <summary>How much each counts; null when each counts 1.</summary>
        public double[]? Weights { get; }

        public int Count { get; private set; }

        /// <summary>Whether nothing comes after this.</summary>
        public bool IsLast { get; private set; }

        /// <summary>What went wrong after the examples of this.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Fill(ExampleFeed feed)
        {
            Count = 0;
            try
            {
                while (Count < Features.Length)
                {
                    if (!feed.TryRead(Features[Count], out Targets[Count]))
                    {
                        IsLast = true;
                        return;
                    }

                    if (Weights is not null)
                    {
                        Weights[Count] = feed._reader.Weight;
                    }

                    Count++;
                }
            }
            catch (Exception e)
            {
                IsLast = true;
                Failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
