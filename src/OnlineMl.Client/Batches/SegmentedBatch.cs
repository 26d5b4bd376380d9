using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OnlineMl.Client.Connections;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Batches;

/// <summary>Many examples to the server and its answers back, segment by segment: while one is under way, the next one is filled.</summary>
/// <param name="server">The server.</param>
/// <param name="path">The path of the batch endpoint.</param>
/// <param name="requestType">How an example is written.</param>
/// <param name="answerType">How an answer is read.</param>
/// <param name="keyOf">The idempotency key of an example; null when it has none.</param>
/// <param name="withKey">The same example with an idempotency key.</param>
/// <param name="lineOf">The number of the example that an answer is for.</param>
/// <param name="moveBehind">Adds the number of the examples of earlier segments to that number.</param>
internal sealed class SegmentedBatch<TRequest, TAnswer>(
    ServerConnection server,
    string path,
    JsonTypeInfo<TRequest> requestType,
    JsonTypeInfo<TAnswer> answerType,
    Func<TRequest, string?> keyOf,
    Func<TRequest, string, TRequest> withKey,
    Func<TAnswer, long> lineOf,
    Func<TAnswer, long, TAnswer> moveBehind)
{
    private readonly List<TAnswer> _answers = [];
    private readonly BatchKeys? _keys = server.Retries > 0 ? new BatchKeys() : null;
    private Task<bool>? _move;
    private ExceptionDispatchInfo? _sourceFault;
    private bool _isAtEnd;

    public async IAsyncEnumerable<TAnswer> RunAsync(
        IAsyncEnumerable<TRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var one = new BatchSegment(server.IsPacked);
        using var other = new BatchSegment(server.IsPacked);
        var (filling, sent) = (one, other);
        Task? sending = null;
        long before = 0;
        var source = requests.GetAsyncEnumerator(stop.Token);
        try
        {
            while (true)
            {
                Fill(filling, source);
                if (sending is null)
                {
                    if (filling.Count > 0)
                    {
                        (filling, sent) = (sent, filling);
                        filling.Clear();
                        sending = SendAsync(sent, stop.Token);
                    }
                    else if (_isAtEnd)
                    {
                        _sourceFault?.Throw();
                        yield break;
                    }
                    else
                    {
                        await ((Task)_move!.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    continue;
                }

                if (!sending.IsCompleted && _move is { } move && !filling.IsFull)
                {
                    await Task.WhenAny(sending, move).ConfigureAwait(false);
                    continue;
                }

                await sending.ConfigureAwait(false);
                sending = null;
                var fault = sent.Fault;
                ReadAnswers(sent.Answers, before);
                before += sent.Count;
                if (fault is null && filling.Count > 0)
                {
                    (filling, sent) = (sent, filling);
                    filling.Clear();
                    sending = SendAsync(sent, stop.Token);
                }

                foreach (var answer in _answers)
                {
                    yield return answer;
                }

                fault?.Throw();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            if (sending is not null)
            {
                await sending.ConfigureAwait(false);
            }

            await EndAsync(source).ConfigureAwait(false);
        }
    }

    private Task SendAsync(BatchSegment segment, CancellationToken cancellationToken) =>
        segment.SendAsync(server, path, IsComplete, cancellationToken);

    private void Fill(BatchSegment segment, IAsyncEnumerator<TRequest> source)
    {
        while (!_isAtEnd && !segment.IsFull)
        {
            try
            {
                if (_move is null)
                {
                    var move = source.MoveNextAsync();
                    _move = move.IsCompleted ? null : move.AsTask();
                    _isAtEnd = _move is null && !move.GetAwaiter().GetResult();
                }
                else if (_move.IsCompleted)
                {
                    _isAtEnd = !_move.GetAwaiter().GetResult();
                    _move = null;
                }

                if (_move is not null)
                {
                    return;
                }

                if (!_isAtEnd)
                {
                    Add(segment, source.Current);
                }
            }
            catch (Exception e)
            {
                _move = null;
                _isAtEnd = true;
                _sourceFault = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    private void Add(BatchSegment segment, TRequest request)
    {
        var hasKey = keyOf(request) is not null;
        if (!hasKey && _keys is not null)
        {
            request = withKey(request, _keys.Next());
            hasKey = true;
        }

        segment.Add(request, requestType, hasKey);
    }

    private bool IsComplete(BatchSegment segment)
    {
        var answers = segment.Answers.TrimEnd((byte)'\n');
        return answers.Length > 0 && lineOf(Read(answers[(answers.LastIndexOf((byte)'\n') + 1)..])) == segment.Count;
    }

    private void ReadAnswers(ReadOnlySpan<byte> answers, long before)
    {
        _answers.Clear();
        while (answers.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _answers.Add(moveBehind(Read(answers[..end]), before));
            answers = answers[(end + 1)..];
        }
    }

    private TAnswer Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, answerType) ?? throw new JsonException("JSON's null is no answer.");
        }
        catch (JsonException e)
        {
            throw new OnlineMlException(RefusalKind.Failed, $"The server's answer is not understood: {e.Message}", e);
        }
    }

    // A source that does not hear of the cancellation is left to itself, so that it cannot hold the caller up.
    private async Task EndAsync(IAsyncEnumerator<TRequest> source)
    {
        if (_move is { IsCompleted: false } move)
        {
            _ = move.ContinueWith(_ => source.DisposeAsync().AsTask(), TaskScheduler.Default);
        }
        else
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
