using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Streams;
using StackExchange.Redis;

namespace OnlineMl.Redis.Streams;

/// <summary>One hub and those of its name on other servers: a channel for messages, and a hash that numbers the events, so that an event has the same id
/// everywhere.</summary>
/// <remarks>Events are published by the server that a call came to, and only while somebody listens: a server with listeners says so now and then.</remarks>
internal sealed partial class RedisEventChannel : IEventChannel, IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxEventsAtOnce = 256;
    private const long MaxWaitingBytes = 16 << 20;
    private const string Announcement = "heard";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxWaitForOthers = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _connection;
    private readonly EventHub _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisChannel _messages;
    private readonly RedisKey _numbers;
    private readonly RedisKey _heard;
    private readonly RedisKey _told;
    private readonly AwaitedEvents _awaited;
    private readonly Channel<PublishedEvent> _waiting = Channel.CreateBounded<PublishedEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _listening;
    private readonly Task _working;
    private readonly TaskCompletionSource _isListening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingBytes;
    private long _lost;
    private bool _hasDropped;
    private long _heardUntil = long.MinValue;
    private ChannelMessageQueue? _queue;

    public RedisEventChannel(RedisConnection connection, string name, EventHub hub, TimeProvider time, ILogger logger)
    {
        (_connection, _hub, _time, _logger) = (connection, hub, time, logger);
        _messages = RedisChannel.Literal($"{connection.Prefix}stream:{name}");
        (_numbers, _heard) = ($"{connection.Prefix}stream:{name}:numbers", $"{connection.Prefix}stream:{name}:heard");
        _told = $"{{{connection.Prefix}stream:{name}:numbers}}:told";
        _awaited = new AwaitedEvents(time);
        _listening = Task.Run(ListenAsync);
        _working = Task.WhenAll(Task.Run(PublishAsync), Task.Run(RemindAsync), Task.Run(TellOverdueAsync));
    }

    /// <inheritdoc/>
    public bool IsHeard => _time.GetTimestamp() < Volatile.Read(ref _heardUntil);

    /// <inheritdoc/>
    public async Task AnnounceAsync()
    {
        await Task.WhenAny(_isListening.Task, Task.Delay(MaxWaitForOthers, _time, _ending.Token)).ConfigureAwait(false);
        try
        {
            await _connection.RunAsync(database => database.StringSetAsync(_heard, Announcement, HeardFor)).ConfigureAwait(false);
            await _connection.RunAsync(database => database.PublishAsync(_messages, Announcement)).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // It is said again when the connection is back.
        }
    }

    /// <inheritdoc/>
    public void Publish(PublishedEvent published)
    {
        if (Interlocked.Add(ref _waitingBytes, published.Bytes) > MaxWaitingBytes || !_waiting.Writer.TryWrite(published))
        {
            Interlocked.Add(ref _waitingBytes, -published.Bytes);
            Interlocked.Increment(ref _lost);
        }
    }

    /// <inheritdoc/>
    public void Await(PublishedEvent published) => _awaited.Add(published);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _waiting.Writer.TryComplete();
        _connection.Unwatch(Remind);
        await Task.WhenAll(_listening, _working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _queue?.Unsubscribe(CommandFlags.FireAndForget);
        _ending.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                _queue ??= await (await _connection.ConnectAsync().ConfigureAwait(false)).GetSubscriber().SubscribeAsync(_messages).ConfigureAwait(false);
                await _connection.RunAsync(database => database.HashSetAsync(_numbers, "epoch", NewEpoch(), When.NotExists)).ConfigureAwait(false);
                var numbers = await _connection.RunAsync(database => database.HashGetAsync(_numbers, ["epoch", "last"])).ConfigureAwait(false);
                var left = await _connection.RunAsync(database => database.KeyTimeToLiveAsync(_heard)).ConfigureAwait(false);
                var last = numbers[1].IsNull ? 0 : (long)numbers[1];
                _hub.Begin(numbers[0].ToString(), last);
                Hear(left ?? TimeSpan.Zero);
                _connection.Watch(Remind);
                _isListening.TrySetResult();
                await ReadAsync(_queue, numbers[0].ToString(), last).ConfigureAwait(false);
                return;
            }
            catch (Exception reason) when (RedisFailure.IsOfRedis(reason) || reason is StorageException)
            {
                await Task.Delay(Rest, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // What came before the hub began is known to it.
    private async Task ReadAsync(ChannelMessageQueue queue, string epoch, long known)
    {
        while (!_ending.IsCancellationRequested)
        {
            var message = (await queue.ReadAsync(_ending.Token).ConfigureAwait(false)).Message.ToString();
            if (message == Announcement)
            {
                Hear(HeardFor);
                continue;
            }

            if (StreamMessage.Read(message) is not { } told)
            {
                Drop();
                continue;
            }

            foreach (var name in told.Names)
            {
                _awaited.Hear(name);
            }

            for (var i = 0; i < told.Events.Count; i++)
            {
                if (told.First + i > known || told.Epoch != epoch)
                {
                    known = 0;
                    _hub.Receive(told.Epoch, told.First + i, told.Events[i]);
                }
            }
        }
    }

    // Events that were lost here leave a gap in the numbers, by which listeners on all servers see that they missed them.
    private async Task PublishAsync()
    {
        var values = new List<RedisValue>();
        while (Volatile.Read(ref _lost) > 0 || await _waiting.Reader.WaitToReadAsync(_ending.Token).ConfigureAwait(false))
        {
            var lost = Interlocked.Exchange(ref _lost, 0);
            values.Clear();
            values.AddRange([_messages.ToString(), NewEpoch(), lost]);
            var bytes = 0L;
            while (values.Count < 2 * MaxEventsAtOnce && _waiting.Reader.TryRead(out var published))
            {
                bytes += published.Bytes;
                values.Add(AwaitedEvents.NameOf(published) ?? "");
                values.Add(string.Concat(published.Kind, "\n", published.Model, "\n", System.Text.Encoding.UTF8.GetString(published.Data.Span)));
            }

            try
            {
                await _connection.EvaluateAsync(RedisScript.Publish, [_numbers, _told], [.. values]).ConfigureAwait(false);
            }
            catch (StorageException)
            {
                Interlocked.Add(ref _lost, lost + ((values.Count - 3) / 2));
                await Task.Delay(Rest, _time, _ending.Token).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Add(ref _waitingBytes, -bytes);
            }
        }
    }

    private async Task RemindAsync()
    {
        using var timer = new PeriodicTimer(HeardFor / 3, _time);
        while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
        {
            if (_hub.IsActiveHere)
            {
                await AnnounceAsync().ConfigureAwait(false);
            }
        }
    }

    // The script sees to it that each is told once, whoever was faster.
    private async Task TellOverdueAsync()
    {
        using var timer = new PeriodicTimer(BetweenLooks, _time);
        while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
        {
            foreach (var published in _awaited.TakeOverdue())
            {
                Publish(published);
            }
        }
    }

    private void Drop()
    {
        if (!_hasDropped)
        {
            _hasDropped = true;
            LogDropped(_messages.ToString());
        }
    }

    private void Remind()
    {
        if (_hub.IsActiveHere)
        {
            _ = AnnounceAsync();
        }
    }

    private string NewEpoch() => string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow().ToUnixTimeMilliseconds():x}");

    private void Hear(TimeSpan span) =>
        Volatile.Write(ref _heardUntil, Math.Max(Volatile.Read(ref _heardUntil), _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something on Redis publishes on the channel {Channel} what is no event of this version. It is dropped, and this is told once.")]
    private partial void LogDropped(string channel);
}
