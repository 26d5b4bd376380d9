using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <content>Many examples in one call.</content>
public sealed partial class InProcessClient
{
    // How many examples are under way at a time: enough to fill a group of the log, few enough to bound the memory.
    private const int BatchWindow = 1024;

    /// <inheritdoc/>
    public async IAsyncEnumerable<BatchLearnAnswer> LearnManyAsync(
        IAsyncEnumerable<LearnRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Start(requests, request => host.LearnAsync(CallOf(request), cancellation.Token), cancellation.Token);
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
                    else if (done % BatchWindow == 0)
                    {
                        yield return new BatchLearnAnswer(done);
                    }
                }

                if (done % BatchWindow != 0)
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

    /// <inheritdoc/>
    public async IAsyncEnumerable<BatchPredictAnswer> PredictManyAsync(
        IAsyncEnumerable<PredictRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Start(requests, request => PredictAsync(request, cancellation.Token), cancellation.Token);
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
        var window = Channel.CreateBounded<(long, TCall)>(new BoundedChannelOptions(BatchWindow) { SingleReader = true, SingleWriter = true });
        _ = PumpAsync();
        return window.Reader;

        async Task PumpAsync()
        {
            try
            {
                var line = 0L;
                await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    line++;
                    await window.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                    window.Writer.TryWrite((line, start(request)));
                }

                window.Writer.Complete();
            }
            catch (Exception e)
            {
                window.Writer.Complete(e);
            }
        }
    }
}
