using OnlineMl.Contracts;
using OnlineMl.Mixing;

namespace OnlineMl.Serving.Fold;

/// <summary>How a model is learned in shares, each of which has a log of its own.</summary>
/// <param name="Id">Tells it from an earlier model of the same name.</param>
/// <param name="Shares">How many there are.</param>
/// <param name="Every">How often they are merged.</param>
/// <param name="IsShare">Whether this is a share, and not the model that they are merged into.</param>
internal sealed record MixingSetup(string Id, int Shares, TimeSpan Every, bool IsShare = false)
{
    /// <summary>In how many shares a model is learned at least.</summary>
    public const int FewestShares = 2;

    /// <summary>In how many shares a model is learned at most.</summary>
    public const int MostShares = 64;

    private const int LongestName = 120;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    /// <summary>What a new model is asked for.</summary>
    /// <exception cref="OnlineMlException">It cannot be so.</exception>
    public static MixingSetup Of(MixingOptions options, bool isShared)
    {
        var every = options.Every ?? Usual;
        return !isShared ? throw Refuse($"'{WireNames.Mixing}' is for servers that share their models, as on Redis; this one has them to itself.")
            : options.Shares is < FewestShares or > MostShares ? throw Refuse($"'{WireNames.Mixing}' is {options.Shares} shares; it must be {FewestShares} to {MostShares}.")
            : every < Least || every > Most ? throw Refuse($"'{WireNames.MixingEvery}' is {every}; it must be {Least} to {Most}.")
            : new MixingSetup(Guid.NewGuid().ToString("N"), options.Shares, TimeSpan.FromMilliseconds((long)every.TotalMilliseconds));
    }

    /// <summary>Refuses a model that is to be learned in shares and cannot be merged.</summary>
    /// <exception cref="OnlineMlException">It cannot; the part that is the reason is named.</exception>
    public static void Check(ModelState state)
    {
        if (state.Mixing is null)
        {
            return;
        }

        if (state.Name.Length > LongestName)
        {
            throw Refuse($"The name of a model that is learned in shares has at most {LongestName} characters; '{state.Name}' has {state.Name.Length}.");
        }

        if (state.Model.MergeObstacle is { } obstacle)
        {
            throw Refuse($"The model cannot be learned in shares because of {obstacle}.");
        }

        if (Mixer.ObstacleOf(state.Metrics) is { } metric)
        {
            throw Refuse($"The model cannot be learned in shares because of the metric {metric}.");
        }
    }

    private static OnlineMlException Refuse(string reason) => new(RefusalKind.BadRequest, reason);
}
