using System.Globalization;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client;

/// <summary>How <see cref="OnlineMlHttpClient"/> reaches its server.</summary>
/// <remarks>A value out of its range is refused as it is set, with an <see cref="ArgumentException"/> that names it.</remarks>
public sealed class OnlineMlClientOptions
{
    /// <summary>The server's address with its prefix, such as <c>http://localhost:5000/api/</c>; the last slash may be missing. Null leaves
    /// it to the <see cref="HttpClient"/>, whose own address goes before it.</summary>
    public Uri? BaseAddress
    {
        get;
        set => field = value is null || value is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? Folder(value)
            : throw new ArgumentException($"BaseAddress is '{value}'; an absolute http or https address is needed.", nameof(value));
    }

    /// <summary>How long one attempt of a call may take; of a stream or a download, how long until it begins. Range (0, one day], default 100 seconds.</summary>
    public TimeSpan Timeout
    {
        get;
        set => field = InRange(value, TimeSpan.Zero, TimeSpan.FromDays(1), exclusive: true, nameof(Timeout));
    } = TimeSpan.FromSeconds(100);

    /// <summary>How long a stream of events may be silent before its connection counts as broken, so that a server that vanished is noticed. It must
    /// be longer than the server's <c>KeepAlive</c> (15 seconds by default), at which a quiet stream is not silent. Range (0, one day], default one minute.</summary>
    public TimeSpan StreamSilence
    {
        get;
        set => field = InRange(value, TimeSpan.Zero, TimeSpan.FromDays(1), exclusive: true, nameof(StreamSilence));
    } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call that failed for a passing reason is tried again, and how often in a row a stream that broke
    /// or ended is opened again before it brings an event or holds for longer than <see cref="StreamSilence"/>. Range [0, 100], default 4; 0 never
    /// tries again.</summary>
    /// <remarks>Passing reasons are a connection that could not be made or that broke, a time-out, and the statuses 408, 429, 502, 503 and 504. Full
    /// storage (507) is none, since waiting does not free space. Predict, learn and label carry an idempotency key, and so does every
    /// example of a batch, so that a repetition changes nothing as long as the server remembers the key: for longer than <see cref="RepeatFor"/>, and through
    /// as many further keys of the model as its <c>IdempotencyKeys</c> says (10,000 by default). A repetition says how long ago its first attempt was sent
    /// (<see cref="WireHeaders.IdempotencyAge"/>), and the server refuses one whose key it may have forgotten as <see cref="RefusalKind.BadRequest"/>: nobody
    /// knows whether it was done, and it is not done twice.
    /// Creating, importing and deleting a model are only repeated when the server surely did nothing: no connection, 429 or 503.</remarks>
    public int Retries
    {
        get;
        set => field = value is >= 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The range of Retries is [0, 100].");
    } = 4;

    /// <summary>The mean wait before the first retry; it doubles with every further one and is spread at random around that. Range (0, one hour],
    /// default 200 milliseconds.</summary>
    public TimeSpan RetryDelay
    {
        get;
        set => field = InRange(value, TimeSpan.Zero, TimeSpan.FromHours(1), exclusive: true, nameof(RetryDelay));
    } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before a retry. A server that asks for a longer one by <c>Retry-After</c> gets no retry. Range [0, one day],
    /// default 30 seconds.</summary>
    public TimeSpan MaxRetryDelay
    {
        get;
        set => field = InRange(value, TimeSpan.Zero, TimeSpan.FromDays(1), exclusive: false, nameof(MaxRetryDelay));
    } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its first attempt a call may be sent again: no attempt begins later, and one under way is given up then. It must not be longer
    /// than the server's <c>IdempotencyFor</c> (a day by default), so that a call never comes again when its key is forgotten. Range (0, one day], default
    /// one hour.</summary>
    public TimeSpan RepeatFor
    {
        get;
        set => field = InRange(value, TimeSpan.Zero, TimeSpan.FromDays(1), exclusive: true, nameof(RepeatFor));
    } = TimeSpan.FromHours(1);

    /// <summary>Whether predicts, learns, labels and batches, and the answers to them, are MessagePack instead of JSON, which takes fewer bytes. The server
    /// must understand <see cref="WireFormats.MessagePack"/>. Default false.</summary>
    public bool UseMessagePack { get; set; }

    /// <summary>What the client calls itself when <c>AddOnlineMlClient</c> makes it. Default <c>OnlineMl.Client</c>.</summary>
    public string UserAgent
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "OnlineMl.Client";

    /// <summary>The user whose <see cref="Token"/> is exchanged for bearer tokens when the server asks for them; null for none. It counts only when
    /// <c>AddOnlineMlClient</c> makes the client.</summary>
    public string? User { get; set; }

    /// <summary>The secret of <see cref="User"/>. It is sent to no other host than that of the call.</summary>
    public string? Token { get; set; }

    /// <summary>How features are named after the properties of examples; see <see cref="Contracts.IOnlineMlClient.FeatureNaming"/>. Default null: as the
    /// properties are.</summary>
    public JsonNamingPolicy? FeatureNaming { get; set; }

    private static Uri? Folder(Uri? address) =>
        address is null || address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/");

    private static TimeSpan InRange(TimeSpan value, TimeSpan least, TimeSpan most, bool exclusive, string name) =>
        value <= most && (exclusive ? value > least : value >= least)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, string.Create(CultureInfo.InvariantCulture, $"The range of {name} is {(exclusive ? '(' : '[')}{least}, {most}]."));
}
