using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Calls;

/// <summary>Many examples in one call: their calls are begun in order and their answers come in order, a bounded number of them under way at a time.</summary>
internal static class BatchCalls
{
    /// <summary>Learns examples, and answers for each refused one, and now and then up to which one all others are durable.</summary>
    public static async IAsyncEnumerable<BatchLearnAnswer> LearnAsync(
        IAsyncEnumerable<LearnRequest> requests, Func<LearnRequest, CancellationToken, ValueTask> learn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Start(requests, request => learn(request, cancellation.Token), cancellation.Token);
        try
        {
            while (await started.WaitToReadAsync(cancellation.Token).ConfigureAwait(false))
            {
                var done = 0L;
                while (started.TryRead(out var example))
                {
                    var refusal = await RefusalOf(example.Call).ConfigureAwait(false);
                    done = refusal is null ? example.Line : 0;
                    if (refusal is not null)
                    {
                        yield return new BatchLearnAnswer(example.Line, refusal.Message, refusal.Kind);
                    }
                    else if (done % BatchWindow.MaxExamples == 0)
                    {
                        yield return new BatchLearnAnswer(done);
                    }
                }

                if (done % BatchWindow.MaxExamples != 0)
                {
                    yield return new BatchLearnAnswer(done);
                }
            }
        }
        finally
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Answers each example with a prediction or the reason why not.</summary>
    public static async IAsyncEnumerable<BatchPredictAnswer> PredictAsync(
        IAsyncEnumerable<PredictRequest> requests, Func<PredictRequest, CancellationToken, Task<PredictResponse>> predict, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Start(requests, request => predict(request, cancellation.Token), cancellation.Token);
        try
        {
            await foreach (var (line, call) in started.ReadAllAsync(cancellation.Token).ConfigureAwait(false))
            {
                BatchPredictAnswer answer;
                try
                {
                    var response = await call.ConfigureAwait(false);
                    answer = new BatchPredictAnswer(
                        line, response.Prediction, response.Identifier, Contributions: response.Contributions, Interval: response.Interval, Ask: response.Ask);
                }
                catch (OnlineMlException e)
                {
                    answer = new BatchPredictAnswer(line, Message: e.Message, Kind: e.Kind);
                }

                yield return answer;
            }
        }
        finally
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<OnlineMlException?> RefusalOf(ValueTask call)
    {
        try
        {
            await call.ConfigureAwait(false);
            return null;
        }
        catch (OnlineMlException e)
        {
            return e;
        }
    }

    // Starts the calls in order; a full window makes the source wait.
    private static ChannelReader<(long Line, TCall Call)> Start<TRequest, TCall>(
        IAsyncEnumerable<TRequest> requests, Func<TRequest, TCall> start, CancellationToken cancellationToken)
    {
        var calls = Channel.CreateBounded<(long, TCall)>(new BoundedChannelOptions(BatchWindow.MaxExamples) { SingleReader = true, SingleWriter = true });
        _ = PumpAsync();
        return calls.Reader;

        async Task PumpAsync()
        {
            try
            {
                var line = 0L;
                await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    line++;
                    await calls.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                    calls.Writer.TryWrite((line, start(request)));
                }

                calls.Writer.Complete();
            }
            catch (Exception e)
            {
                calls.Writer.Complete(e);
            }
        }
    }
}
