using OnlineMl.Serving.Configuration;

namespace OnlineMl.Serving;

/// <summary>How events are streamed to those who listen.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlStreamOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__ListenerCapacity</c> override the code.</remarks>
public sealed class OnlineMlStreamOptions : IReviewedOptions
{
    /// <summary>How many events wait for one listener before it loses the oldest. At least 1, default 1,024.</summary>
    public int ListenerCapacity { get; set; } = 1024;

    /// <summary>How many bytes of memory the events take that wait for one listener before it loses the oldest; the newest is kept however large it is. At
    /// least 1, default 8 MiB.</summary>
    public long MaxListenerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many bytes of memory the events take together that wait for any listener of one kind of stream, each counted once; beyond it those who get an event lose
    /// the older ones that wait for them. At least 1, default 256 MiB.</summary>
    public long MaxStreamBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How many events are remembered for listeners that come back. At least 0, default 1,024.</summary>
    public int ResumableEvents { get; set; } = 1024;

    /// <summary>How many bytes of memory the events take that are remembered for listeners that come back. At least 0, default 16 MiB.</summary>
    public long MaxResumableBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long events are remembered after the last listener has gone. At least 0, default one minute.</summary>
    public TimeSpan ResumableFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stream of events may be silent before a comment is sent that keeps proxies from closing it. Above 0, at most one day,
    /// default 15 seconds.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many streams there may be at a time; another one is answered 503 with <c>Retry-After</c>. At least 1, default 1,000.</summary>
    public int MaxStreams { get; set; } = 1000;

    void IReviewedOptions.Review(OptionReview review)
    {
        review.Check(ListenerCapacity >= 1, nameof(ListenerCapacity), ListenerCapacity, "at least 1");
        review.Check(MaxListenerBytes >= 1, nameof(MaxListenerBytes), MaxListenerBytes, "at least 1");
        review.Check(MaxStreamBytes >= 1, nameof(MaxStreamBytes), MaxStreamBytes, "at least 1");
        review.Check(MaxResumableBytes >= 0, nameof(MaxResumableBytes), MaxResumableBytes, "0 or more");
        review.Check(ResumableEvents >= 0, nameof(ResumableEvents), ResumableEvents, "0 or more");
        review.Check(ResumableFor >= TimeSpan.Zero, nameof(ResumableFor), ResumableFor, "0 or more");
        review.Check(KeepAlive > TimeSpan.Zero && KeepAlive <= TimeSpan.FromDays(1), nameof(KeepAlive), KeepAlive, "above 0, at most 1.00:00:00");
        review.Check(MaxStreams >= 1, nameof(MaxStreams), MaxStreams, "at least 1");
    }
}
