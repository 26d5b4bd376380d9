using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The signing keys that servers which share models have in common, as they were last read.</summary>
/// <remarks>The first server that needs one makes it. A further one is made when the newest has signed long enough, and is known a while before it signs, so
/// that every server takes its tokens from the first on. While the keys cannot be read, those that are known hold.</remarks>
internal sealed partial class SharedKeys
{
    private const string Name = "signing-keys";

    /// <summary>How long a key is known before it signs, unless it is the first.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(1);

    private readonly ISharedTexts _texts;
    private readonly OnlineMlAccessOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SharedRefresh _refresh;
    private volatile KeyRing _ring;
    private volatile bool _isNeeded;

    /// <summary>Knows no keys yet.</summary>
    /// <param name="texts">Where the keys are.</param>
    /// <param name="options">How long a key signs, and a token lives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when the keys cannot be read.</param>
    public SharedKeys(ISharedTexts texts, OnlineMlAccessOptions options, TimeProvider time, ILogger<SharedKeys> logger)
    {
        (_texts, _options, _time, _logger) = (texts, options, time, logger);
        _refresh = new SharedRefresh(ReadAsync, LogAway, time);
        _ring = new KeyRing([], options);
    }

    /// <summary>The keys.</summary>
    public KeyRing Current => _ring;

    /// <summary>Whether the keys were read since the process began.</summary>
    public bool IsRead => _refresh.IsRead;

    /// <summary>Reads the keys, unless that was done just now.</summary>
    /// <param name="isNeeded">Whether one is to be made where it is due.</param>
    public ValueTask RefreshAsync(bool isNeeded)
    {
        var isDue = isNeeded && _ring.IsDueAt(_time.GetUtcNow());
        _isNeeded |= isDue;
        return _refresh.RefreshAsync(isDue || _ring.IsEmpty);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var (version, text) = await _texts.ReadAsync(Name).ConfigureAwait(false);
            var ring = new KeyRing(version == 0 ? [] : JsonSerializer.Deserialize(text, AccessJsonContext.Default.ListStoredKey)!, _options);
            var now = _time.GetUtcNow();
            var isNeeded = _isNeeded;
            if (!isNeeded || !ring.IsDueAt(now))
            {
                // A need that came up since then is that of the next read.
                _ring = ring;
                _isNeeded &= !isNeeded;
                return;
            }

            // Another server may be faster, whose key is read then.
            await _texts.TryWriteAsync(Name, version, JsonSerializer.SerializeToUtf8Bytes(ring.Renew(now, Lead), AccessJsonContext.Default.ListStoredKey)).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys that the servers share cannot be read or written; those that are known hold.")]
    private partial void LogAway(Exception reason);
}
