using System.Globalization;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Sharing;

namespace OnlineMl.Serving.Hosting;

/// <summary>What the models of one user take, and how much of it they may. Safe for use by several threads at once.</summary>
/// <param name="user">The user who created the models.</param>
/// <param name="options">The limits.</param>
/// <param name="counter">Counts events beyond this process; null when nothing does.</param>
/// <param name="sizes">Adds up what models take on all servers; null when there are no others.</param>
/// <param name="time">The clock.</param>
internal sealed class UserUsage(string user, OnlineMlServingOptions options, ICallCounter? counter, IModelSizes? sizes, TimeProvider time)
{
    private readonly long _maxBytes = options.Limit.MaxUserBytes ?? Math.Max(1, options.Memory.BytesOfModels / 2);
    private readonly UserEvents _events = new(user, options.Limit.MaxUserEvents, counter, time);
    private long _reported = -1;

    public string User => user;

    /// <summary>What those of the models take that are in memory.</summary>
    public UserMemory Memory { get; } = new(user, sizes, time);

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

        if (_events.Take(now) is { } wait)
        {
            throw Exceeded(
                RefusalKind.TooManyRequests,
                nameof(OnlineMlLimitOptions.MaxUserEvents),
                string.Create(CultureInfo.InvariantCulture, $"had the {options.Limit.MaxUserEvents} events today that are allowed"),
                wait);
        }
    }

    /// <inheritdoc cref="UserEvents.MustPrepare"/>
    public bool MustPrepare(DateTimeOffset now) => _events.MustPrepare(now);

    /// <inheritdoc cref="UserEvents.PrepareAsync"/>
    public ValueTask PrepareAsync(DateTimeOffset now) => _events.PrepareAsync(now);

    /// <summary>Whether it is the first time on a day that something was refused.</summary>
    public bool TryBeginReport(DateTimeOffset now)
    {
        var day = now.UtcDateTime.Date.Ticks;
        return Interlocked.Exchange(ref _reported, day) != day;
    }

    private void CheckBytes()
    {
        var bytes = Memory.Bytes;
        if (bytes > _maxBytes)
        {
            throw Exceeded(
                RefusalKind.Forbidden, nameof(OnlineMlLimitOptions.MaxUserBytes), string.Create(CultureInfo.InvariantCulture, $"takes {bytes} bytes of memory, and {_maxBytes} are allowed"));
        }
    }

    private OnlineMlException Exceeded(RefusalKind kind, string limit, string what, TimeSpan? wait = null) =>
        new(kind, $"The user '{user}' {what} by {limit}.") { Limit = limit, RetryAfter = wait };
}
