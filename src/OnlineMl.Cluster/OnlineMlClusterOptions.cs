using System.Globalization;
using System.Net;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Cluster;

/// <summary>How servers that share models on Redis find each other, and what one does while another does not answer.</summary>
/// <remarks>Set in code by <c>UseCluster(options => …)</c>; the configuration section <c>OnlineMl:Cluster</c> and environment variables such as
/// <c>OnlineMl__Cluster__Port</c> override the code.</remarks>
public sealed class OnlineMlClusterOptions
{
    private readonly Dictionary<string, CopyMode> _copies = new(StringComparer.Ordinal);

    /// <summary>Which servers belong together: those of one id on one Redis. A text of letters, digits and <c>. _ -</c>, default <c>onlineml</c>.</summary>
    public string ClusterId { get; set; } = "onlineml";

    /// <summary>What the keys of the cluster on Redis begin with, the same for all of its servers and across upgrades; several services that share one Redis
    /// need one each. A text of letters, digits and <c>. _ -</c>, default <c>onlineml</c>.</summary>
    public string ServiceId { get; set; } = "onlineml";

    /// <summary>The port on which this server listens to the others. Range [1, 65535], default 11111.</summary>
    public int Port { get; set; } = 11111;

    /// <summary>The address at which the others reach this server; null to find it out from the name of the machine. Default null.</summary>
    public string? Address { get; set; }

    /// <summary>How long the owner of a model may take to answer before the server that got the call does the work itself. Range (0, 1 minute], default two
    /// seconds.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a server keeps a model in memory that another one owns, once nobody asks for it here. Above 0, default 10 seconds.</summary>
    public TimeSpan KeepForeignFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which servers besides their owners keep copies of models, to answer predictions. What is to be labelled is remembered on Redis, within the
    /// limits of <see cref="Serving.OnlineMlCallOptions.RememberedPredictions"/> once more. Default <see cref="CopyMode.None"/>.</summary>
    public CopyMode Copies { get; set; }

    /// <summary>From how many such predictions a second on a server a model counts as hot there. At least 1, default 50.</summary>
    public int HotRate { get; set; } = 50;

    /// <summary>How old a copy may be that answers. Above 0, at most one minute, default one second.</summary>
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Says for one model what <see cref="Copies"/> says for all. To be called before the application starts.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="mode">Which servers keep copies of it.</param>
    public void Copy(string model, CopyMode mode) => _copies[model] = mode;

    /// <summary>Where the others reach this server, as they are told.</summary>
    internal string Place => string.Create(CultureInfo.InvariantCulture, $"{Address ?? Environment.MachineName}:{Port}");

    internal CopyMode CopiesOf(string model) => _copies.GetValueOrDefault(model, Copies);

    internal void Review(OptionReview review)
    {
        review.Check(IsName(ClusterId), nameof(ClusterId), ClusterId, "a text of letters, digits and . _ -");
        review.Check(IsName(ServiceId), nameof(ServiceId), ServiceId, "a text of letters, digits and . _ -");
        review.Check(Port is >= 1 and <= IPEndPoint.MaxPort, nameof(Port), Port, "1 to 65535");
        review.Check(Address is null || IPAddress.TryParse(Address, out _), nameof(Address), Address, "an IP address, or null");
        review.Check(MaxWait > TimeSpan.Zero && MaxWait <= TimeSpan.FromMinutes(1), nameof(MaxWait), MaxWait, "above 0, at most 00:01:00");
        review.Check(Enum.IsDefined(Copies), nameof(Copies), Copies, "None, Hot or All");
        review.Check(HotRate >= 1, nameof(HotRate), HotRate, "at least 1");
        review.Check(MaxLag > TimeSpan.Zero && MaxLag <= TimeSpan.FromMinutes(1), nameof(MaxLag), MaxLag, "above 0, at most 00:01:00");
        review.Check(KeepForeignFor > TimeSpan.Zero, nameof(KeepForeignFor), KeepForeignFor, "above 0");
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 128 } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
