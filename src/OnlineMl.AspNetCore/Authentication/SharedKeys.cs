using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The signing keys that servers which share models have in common, as they were last read.</summary>
/// <remarks>The first server that needs one makes it. A further one is made when the newest has signed long enough, and is known a while before it signs, so
/// that every server takes its tokens from the first on. While the keys cannot be read, those that are known hold.</remarks>
/// <param name="texts">Where the keys are.</param>
/// <param name="options">How long a key signs, and a token lives.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when the keys cannot be read.</param>
internal sealed partial class SharedKeys(ISharedTexts texts, OnlineMlAccessOptions options, TimeProvider time, ILogger<SharedKeys> logger)
{
    private const string Name = "signing-keys";

    /// <summary>How long a key is known before it signs, unless it is the first.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private volatile KeyRing _ring = new([], options);
    private Task _looking = Task.CompletedTask;
    private Task _making = Task.CompletedTask;
    private long? _looked;
    private volatile bool _isRead;
    private volatile bool _isAway;

    /// <summary>The keys.</summary>
    public KeyRing Current => _ring;

    /// <summary>Whether the keys were read since the process began.</summary>
    public bool IsRead => _isRead;

    /// <summary>Reads the keys, unless that was done just now.</summary>
    /// <param name="isNeeded">Whether one is to be made where it is due.</param>
    public async ValueTask RefreshAsync(bool isNeeded)
    {
        Task looking;
        lock (_gate)
        {
            var isDue = isNeeded && _ring.IsDueAt(time.GetUtcNow());
            if (!_ring.IsEmpty && !isDue && _looking.IsCompleted && _looked is { } looked && time.GetElapsedTime(looked) < LookEvery)
            {
                return;
            }

            looking = isDue ? Make() : Look();
        }

        // While they cannot be read, no call waits that can do with those that are known.
        if (!_isAway || _ring.IsEmpty)
        {
            await looking.WaitAsync(MaxWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task Look() => _looking = _looking.IsCompleted ? Task.Run(() => LookAsync(Task.CompletedTask, isNeeded: false)) : _looking;

    private Task Make()
    {
        var before = _looking;
        return _making = _looking = _making.IsCompleted ? Task.Run(() => LookAsync(before, isNeeded: true)) : _making;
    }

    private async Task LookAsync(Task before, bool isNeeded)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await ReadAsync(isNeeded).ConfigureAwait(false);
            (_isRead, _isAway) = (true, false);
        }
        catch (Exception reason) when (reason is StorageException or JsonException or FormatException)
        {
            if (!_isAway)
            {
                LogAway(reason);
            }

            _isAway = true;
        }

        lock (_gate)
        {
            _looked = time.GetTimestamp();
        }
    }

    private async Task ReadAsync(bool isNeeded)
    {
        while (true)
        {
            var (version, text) = await texts.ReadAsync(Name).ConfigureAwait(false);
            var ring = new KeyRing(version == 0 ? [] : JsonSerializer.Deserialize(text, AccessJsonContext.Default.ListStoredKey)!, options);
            var now = time.GetUtcNow();
            if (!isNeeded || !ring.IsDueAt(now))
            {
                _ring = ring;
                return;
            }

            // Another server may be faster, whose key is read then.
            await texts.TryWriteAsync(Name, version, JsonSerializer.SerializeToUtf8Bytes(ring.Renew(now, Lead), AccessJsonContext.Default.ListStoredKey)).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys that the servers share cannot be read or written; those that are known hold.")]
    private partial void LogAway(Exception reason);
}
