using OnlineMl.Catalog;

namespace OnlineMl.Mixing;

/// <summary>Puts together what several components learned, each from examples of its own.</summary>
/// <remarks>
/// <example><code>
/// var origin = new Mean();
/// var (one, other) = (new Mean(), new Mean());
/// one.Update(1);
/// other.Update(2);
/// other.Update(3);
/// Mixer.Merge(origin, one, other);
/// var mean = origin.Value; // 2
/// </code></example></remarks>
public static class Mixer
{
    /// <summary>What keeps a component or a model from being merged, such as one of its parts, in words that follow "because of"; null when nothing does.</summary>
    public static string? ObstacleOf(object component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return component is IMergeable mergeable ? mergeable.Obstacle : component.GetType().Name;
    }

    /// <summary>Makes a component know what twins of it have learned since they were what it is.</summary>
    /// <param name="origin">What the shares began as; it becomes the result.</param>
    /// <param name="shares">The shares, whose examples have the features of one space. They stay as they are.</param>
    /// <exception cref="ArgumentException">A share is no twin, or the component cannot be merged.</exception>
    public static void Merge(IMergeable origin, params IReadOnlyList<IMergeable> shares)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(shares);
        Check(origin, shares);
        origin.Merge(new Shares([.. shares], [.. shares.Select(_ => FeatureNumbers.Same)], addToFirst: false));
    }

    internal static void CheckMergeable(object origin)
    {
        if (ObstacleOf(origin) is { } obstacle)
        {
            throw new ArgumentException($"{origin.GetType().Name} cannot be merged because of {obstacle}.", nameof(origin));
        }
    }

    private static void Check(IMergeable origin, IReadOnlyList<IMergeable> shares)
    {
        CheckMergeable(origin);
        var spec = SpecOf(origin);
        foreach (var share in shares)
        {
            if (share.GetType() != origin.GetType() || SpecOf(share) != spec)
            {
                throw new ArgumentException($"The share {SpecOf(share)} is no twin of {spec}: it has another type or other parameters.", nameof(shares));
            }
        }
    }

    // Of what is in no catalog only the type is known.
    private static string SpecOf(IMergeable component)
    {
        try
        {
            return ComponentCatalog.BuiltIn.ToSpec(component);
        }
        catch (Exception e) when (e is SpecException or ArgumentException)
        {
            return component.GetType().Name;
        }
    }
}
