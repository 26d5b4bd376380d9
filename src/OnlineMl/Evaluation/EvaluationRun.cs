using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Evaluation;

/// <summary>One run of a progressive validation.</summary>
internal sealed class EvaluationRun(ProgressiveValidation options, Model model, MetricSet metrics, CancellationToken cancellationToken)
{
    private const int NoticePeriod = 4096;

    private readonly long _start = options.TimeProvider.GetTimestamp();
    private readonly List<EvaluationCheckpoint> _checkpoints = [];
    private readonly Prediction _prediction = new();
    private readonly Scores _scores = new(model, metrics);
    private long _answered;

    public EvaluationResult Over(IExampleReader data)
    {
        if (options.Delay is { } delay)
        {
            using var feed = new ExampleFeed(data, model, options.ReadsAhead);
            RunDelayed(feed, delay);
        }
        else if (options.Observer is null && !model.Task.IsMeasuredByModel)
        {
            // An observer may look at the model, and metrics of clusters do: they must find it as it was when it predicted.
            RunJointly(data);
        }
        else
        {
            using var feed = new ExampleFeed(data, model, options.ReadsAhead);
            RunAtOnce(feed);
        }

        var elapsed = options.TimeProvider.GetElapsedTime(_start);
        return new EvaluationResult(_answered, _scores.Read(), _checkpoints, elapsed, model.MemorySize());
    }

    private void RunAtOnce(ExampleFeed feed)
    {
        for (var index = 0L; index < options.Limit && feed.Read(); index++)
        {
            Ask(feed.Features, feed.Target, index);
            if (feed.Target.IsUnknown)
            {
                continue;
            }

            Answer(feed.Features, feed.Target, _prediction, feed.Weight);
        }
    }

    private void RunJointly(IExampleReader data)
    {
        // Examples that were prepared count 1.
        var pipeline = !data.IsWeighted && model.Component is Pipeline { PreparedSpace: not null } preparing ? preparing : null;
        var prefetching = pipeline?.Last as IPrefetches;
        using var feed = new ExampleFeed(data, model, options.ReadsAhead, pipeline);
        while (_answered < options.Limit && feed.Read())
        {
            if (prefetching is not null && feed.Upcoming is { } upcoming)
            {
                prefetching.Prefetch(upcoming);
            }

            var x = feed.Features;
            ref readonly var target = ref feed.Target;
            if (target.IsUnknown)
            {
                continue;
            }

            if (pipeline is null)
            {
                model.PredictThenLearn(x, target, _prediction, feed.Weight);
            }
            else
            {
                model.PredictThenLearnPrepared(x, in target, _prediction);
            }

            if (!_prediction.IsEmpty)
            {
                _scores.Update(x, in target, _prediction);
            }

            CountAnswer();
        }
    }

    private void RunDelayed(ExampleFeed feed, EvaluationDelay delay)
    {
        var pending = new PendingAnswers(model.Features);
        for (var index = 0L; index < options.Limit && feed.Read(); index++)
        {
            var now = delay.MomentOf(feed.Features, index);
            while (!pending.IsEmpty && pending.First.Expires <= now)
            {
                AnswerFirst(pending);
            }

            Ask(feed.Features, feed.Target, index);
            if (feed.Target.IsUnknown)
            {
                continue;
            }

            pending.Add(feed.Features, feed.Target, now + delay.Span, _prediction, feed.Weight);
        }

        while (!pending.IsEmpty)
        {
            AnswerFirst(pending);
        }
    }

    private void AnswerFirst(PendingAnswers pending)
    {
        var first = pending.First;
        Answer(first.Features, first.Target, first.Prediction, first.Weight);
        pending.RemoveFirst();
    }

    private void Ask(FeatureVector x, Target target, long index)
    {
        model.Predict(x, _prediction);
        options.Observer?.Invoke(index, x, target, _prediction);
    }

    private void Answer(FeatureVector x, Target target, Prediction prediction, double weight)
    {
        if (!prediction.IsEmpty)
        {
            _scores.Update(x, target, prediction);
        }

        model.Learn(x, target, weight);
        CountAnswer();
    }

    private void CountAnswer()
    {
        _answered++;
        if (_answered % NoticePeriod == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Invoke(_answered);
        }

        if (options.CheckpointEvery > 0 && _answered % options.CheckpointEvery == 0)
        {
            var elapsed = options.TimeProvider.GetElapsedTime(_start);
            _checkpoints.Add(new EvaluationCheckpoint(_answered, _scores.Read(), elapsed, model.MemorySize()));
        }
    }
}
