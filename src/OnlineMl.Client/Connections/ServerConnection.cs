using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using OnlineMl.Client.Streams;
using OnlineMl.Contracts;
using Polly;
using Polly.Retry;

namespace OnlineMl.Client.Connections;

/// <summary>Makes calls, tries them again as the options say, and turns what goes wrong into <see cref="OnlineMlException"/>.</summary>
internal sealed class ServerConnection
{
    // A repetition is never as young as a first attempt.
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly HttpClient _http;
    private readonly OnlineMlClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _repeatable;
    private readonly ResiliencePipeline _once;

    public ServerConnection(HttpClient http, OnlineMlClientOptions options, TimeProvider time)
    {
        _http = http;
        _options = options;
        _time = time;
        _repeatable = MakePipeline(IsPassing);
        _once = MakePipeline(HadNoEffect);
    }

    public int Retries => _options.Retries;

    /// <summary>Whether calls are MessagePack.</summary>
    public bool IsPacked => _options.UseMessagePack;

    /// <summary>Makes a call and reads its answer.</summary>
    /// <param name="makeRequest">Makes the request, anew for every attempt.</param>
    /// <param name="read">Reads the answer of a call that was not refused.</param>
    /// <param name="repeatable">Whether the call may reach the server twice.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<T> CallAsync<T>(
        Func<HttpRequestMessage> makeRequest,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        bool repeatable,
        CancellationToken cancellationToken) =>
        AttemptAsync(
            async (age, limit) =>
            {
                using var request = makeRequest();
                if (age > TimeSpan.Zero && request.Method == HttpMethod.Post)
                {
                    // The server may have forgotten the key meanwhile, which only it can tell.
                    request.Headers.Add(WireHeaders.IdempotencyAge, ((long)Math.Ceiling(age.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
                }

                using var response = await SendAsync(request, limit).ConfigureAwait(false);
                return await read(response, limit).ConfigureAwait(false);
            },
            repeatable,
            cancellationToken);

    /// <summary>Opens an answer of any length; the caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken) =>
        AttemptAsync(
            async (_, limit) =>
            {
                using var request = makeRequest();
                return await SendAsync(request, limit).ConfigureAwait(false);
            },
            repeatable: true,
            cancellationToken);

    /// <summary>The body of a stream of events, which is a fault of the connection when it is silent for too long.</summary>
    public WatchedStream Watch(Stream body) => new(body, _options.StreamSilence, _time);

    /// <summary>Waits before a broken stream is opened again: as long as the server asks for, if it does.</summary>
    public Task WaitBeforeReopeningAsync(TimeSpan asked, CancellationToken cancellationToken) =>
        Task.Delay(asked < TimeSpan.Zero ? _options.RetryDelay : asked < _options.MaxRetryDelay ? asked : _options.MaxRetryDelay, _time, cancellationToken);

    /// <summary>Whether an exception is a fault of the connection. That of a socket comes bare where a server dies just as it takes the connection.</summary>
    public static bool IsFault(Exception exception) => exception is HttpRequestException or IOException or TimeoutException or SocketException;

    /// <summary>The refusal that stands for a fault of the connection.</summary>
    public OnlineMlException RefusalFor(Exception fault) =>
        new(
            RefusalKind.Unavailable,
            fault is TimeoutException or HttpRequestException { StatusCode: not null }
                ? fault.Message
                : $"The connection to {_http.BaseAddress} failed: {fault.Message}",
            fault);

    private static bool IsPassing(Exception fault) => HadNoEffect(fault) || IsFault(fault);

    private static bool HadNoEffect(Exception fault) => fault
        is OnlineMlException { Kind: RefusalKind.TooManyRequests or RefusalKind.Unavailable }
        or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private async Task<T> AttemptAsync<T>(Func<TimeSpan, CancellationToken, Task<T>> attempt, bool repeatable, CancellationToken cancellationToken)
    {
        var first = _time.GetTimestamp();
        ExceptionDispatchInfo? fault = null;
        try
        {
            return await (repeatable ? _repeatable : _once).ExecuteAsync(
                async cancellation =>
                {
                    // Beyond RepeatFor the server may have forgotten that it has done the call.
                    var age = fault is null ? TimeSpan.Zero : _time.GetElapsedTime(first) + Instant;
                    var left = fault is null ? _options.Timeout : _options.RepeatFor - age;
                    if (left <= TimeSpan.Zero)
                    {
                        throw new RepetitionTooLateException(fault!);
                    }

                    using var limit = new CancellationTokenSource(left < _options.Timeout ? left : _options.Timeout, _time);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
                    try
                    {
                        return await attempt(age, either.Token).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
                    {
                        var late = new TimeoutException($"{_http.BaseAddress} did not answer in time.", e);
                        fault = ExceptionDispatchInfo.Capture(late);
                        throw late;
                    }
                    catch (Exception e)
                    {
                        fault = ExceptionDispatchInfo.Capture(e);
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (RepetitionTooLateException late)
        {
            if (IsFault(late.Fault.SourceException))
            {
                throw RefusalFor(late.Fault.SourceException);
            }

            late.Fault.Throw();
            throw;
        }
        catch (Exception e) when (IsFault(e))
        {
            throw RefusalFor(e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var message = MessageOf(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))
            ?? string.Create(CultureInfo.InvariantCulture, $"{response.RequestMessage?.RequestUri} answered with status {(int)status}.");
        if (status is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
        {
            return new HttpRequestException(message, inner: null, status);
        }

        return new OnlineMlException(KindOf(response), message) { RetryAfter = RetryAfter(response) };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } when moment > _time.GetUtcNow() => moment - _time.GetUtcNow(),
        { Date: not null } => TimeSpan.Zero,
        _ => null,
    };

    private static RefusalKind KindOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(WireHeaders.RefusalKind, out var values)
        && Enum.TryParse<RefusalKind>(values.First(), out var kind)
        && Enum.IsDefined(kind)
            ? kind
            : KindOf(response.StatusCode);

    private static RefusalKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RefusalKind.Forbidden,
        HttpStatusCode.NotFound => RefusalKind.ModelNotFound,
        HttpStatusCode.RequestEntityTooLarge => RefusalKind.TooLarge,
        HttpStatusCode.UnsupportedMediaType => RefusalKind.UnsupportedFormat,
        HttpStatusCode.TooManyRequests => RefusalKind.TooManyRequests,
        HttpStatusCode.ServiceUnavailable => RefusalKind.Unavailable,
        HttpStatusCode.InsufficientStorage => RefusalKind.StorageFull,
        >= HttpStatusCode.InternalServerError => RefusalKind.Failed,
        _ => RefusalKind.BadRequest,
    };

    private static string? MessageOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, OnlineMlJsonContext.Default.ErrorResponse)?.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ResiliencePipeline MakePipeline(Func<Exception, bool> isPassing)
    {
        if (_options.Retries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        var longest = _options.MaxRetryDelay;
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = _options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = longest,
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is { } fault && isPassing(fault) && !(fault is OnlineMlException { RetryAfter: { } wait } && wait > longest)),
            DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as OnlineMlException)?.RetryAfter),
        };
        return new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(retry).Build();
    }

    /// <summary>Ends the repetitions of a call with what went wrong last.</summary>
    private sealed class RepetitionTooLateException(ExceptionDispatchInfo fault) : Exception(fault.SourceException.Message)
    {
        public ExceptionDispatchInfo Fault => fault;
    }
}
