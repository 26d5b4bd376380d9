using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Hosting;

/// <summary>What the models of one user take, and how much of it they may. Safe for use by several threads at once.</summary>
/// <param name="user">The user who created the models.</param>
/// <param name="options">The limits.</param>
internal sealed class UserUsage(string user, OnlineMlServingOptions options)
{
    private readonly long _maxBytes = options.Limit.MaxUserBytes ?? Math.Max(1, options.Memory.BytesOfModels / 2);
    private readonly Lock _lock = new();
    private long _bytes;
    private long _events;
    private DateTime _day;
    private bool _isReported;

    public string User => user;

    /// <summary>How many bytes of memory those of the models take that are in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void AddBytes(long change) => Interlocked.Add(ref _bytes, change);

    /// <summary>Refuses another model.</summary>
    /// <param name="models">How many there would be.</param>
    /// <exception cref="OnlineMlException">It would be too much.</exception>
    public void CheckModels(int models)
    {
        if (models > options.Limit.MaxUserModels)
        {
            throw Exceeded(
                RefusalKind.Forbidden, nameof(OnlineMlLimitOptions.MaxUserModels), string.Create(CultureInfo.InvariantCulture, $"has {models - 1} models, and {options.Limit.MaxUserModels} are allowed"));
        }

        CheckBytes();
    }

    /// <summary>Takes an event that is new.</summary>
    /// <exception cref="OnlineMlException">It is one too many, or what it teaches would take more memory while too much is taken already.</exception>
    public void Take(EventKind kind, DateTimeOffset now)
    {
        if (kind is EventKind.Learn or EventKind.Label)
        {
            CheckBytes();
        }

        lock (_lock)
        {
            if (now.UtcDateTime.Date > _day)
            {
                (_day, _events, _isReported) = (now.UtcDateTime.Date, 0, false);
            }

            if (_events >= options.Limit.MaxUserEvents)
            {
                throw Exceeded(
                    RefusalKind.TooManyRequests,
                    nameof(OnlineMlLimitOptions.MaxUserEvents),
                    string.Create(CultureInfo.InvariantCulture, $"had {_events} events today, and {options.Limit.MaxUserEvents} are allowed"),
                    _day.AddDays(1) - now.UtcDateTime);
            }

            _events++;
        }
    }

    /// <summary>Whether it is the first time that day that something was refused.</summary>
    public bool TryBeginReport()
    {
        lock (_lock)
        {
            var isFirst = !_isReported;
            _isReported = true;
            return isFirst;
        }
    }

    private void CheckBytes()
    {
        if (Bytes > _maxBytes)
        {
            throw Exceeded(
                RefusalKind.Forbidden, nameof(OnlineMlLimitOptions.MaxUserBytes), string.Create(CultureInfo.InvariantCulture, $"takes {Bytes} bytes of memory, and {_maxBytes} are allowed"));
        }
    }

    private OnlineMlException Exceeded(RefusalKind kind, string limit, string what, TimeSpan? wait = null) =>
        new(kind, $"The user '{user}' {what} by {limit}.") { Limit = limit, RetryAfter = wait };
}
