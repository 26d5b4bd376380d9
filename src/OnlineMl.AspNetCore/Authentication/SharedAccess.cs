using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>The <see cref="AccessList"/> that servers which share models have in common, as it was last read.</summary>
/// <remarks>What this server changes holds here at once, and is written as soon as that can be done. While the list cannot be read, what was known
/// holds.</remarks>
internal sealed partial class SharedAccess(ISharedTexts texts, TimeProvider time, ILogger<SharedAccess> logger)
{
    private const string Name = "access";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Func<AccessList, AccessList>> _unwritten = new();
    private volatile AccessList _list = AccessList.Empty;
    private Task _looking = Task.CompletedTask;
    private long? _looked;
    private volatile bool _isAway;

    /// <summary>The list.</summary>
    public AccessList Current => _list;

    /// <summary>Reads the list, unless that was done just now.</summary>
    public async ValueTask RefreshAsync()
    {
        Task looking;
        lock (_gate)
        {
            if (_looking.IsCompleted && _unwritten.IsEmpty && _looked is { } looked && time.GetElapsedTime(looked) < LookEvery)
            {
                return;
            }

            looking = _looking = _looking.IsCompleted ? Task.Run(LookAsync) : _looking;
        }

        // While the list is away no call waits for it.
        if (!_isAway)
        {
            await looking.WaitAsync(MaxWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Changes the list here, and for all as soon as that can be done. It may be done twice.</summary>
    public async Task ChangeAsync(Func<AccessList, AccessList> change)
    {
        lock (_gate)
        {
            _unwritten.Enqueue(change);
            _list = change(_list);
        }

        await RefreshAsync().ConfigureAwait(false);
    }

    private async Task LookAsync()
    {
        try
        {
            while (true)
            {
                var (version, text) = await texts.ReadAsync(Name).ConfigureAwait(false);
                var known = version == 0 ? AccessList.Empty : JsonSerializer.Deserialize(text, AccessJsonContext.Default.AccessList)!;
                Func<AccessList, AccessList>[] changes;
                lock (_gate)
                {
                    changes = [.. _unwritten];
                    _list = known = changes.Aggregate(known, (list, change) => change(list));
                }

                if (changes.Length == 0)
                {
                    break;
                }

                if (await texts.TryWriteAsync(Name, version, JsonSerializer.SerializeToUtf8Bytes(known, AccessJsonContext.Default.AccessList)).ConfigureAwait(false))
                {
                    Array.ForEach(changes, _ => _unwritten.TryDequeue(out var _));
                }
            }

            _isAway = false;
        }
        catch (Exception reason) when (reason is StorageException or JsonException)
        {
            if (!_isAway)
            {
                _isAway = true;
                LogAway(reason);
                _ = LookUntilThereAsync();
            }
        }

        lock (_gate)
        {
            _looked = time.GetTimestamp();
        }
    }

    private async Task LookUntilThereAsync()
    {
        while (_isAway)
        {
            await Task.Delay(LookEvery, time).ConfigureAwait(false);
            await RefreshAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of users and revoked tokens that the servers share cannot be read or written; what is known of it holds.")]
    private partial void LogAway(Exception reason);
}
