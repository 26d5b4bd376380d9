using OnlineMl.Features;

namespace OnlineMl.Mixing;

/// <summary>What several have learned, each from examples of its own, since they were the same.</summary>
/// <remarks>Sums add up what each share has added since. Parameters are mixed: the average of those shares that have moved a parameter, weighted by how many steps
/// each has taken (McDonald, Hall and Mann, NAACL 2010; Zinkevich et al., NIPS 2010), or where an optimizer keeps sums of squared gradients, by how much
/// each has added to that of the parameter (Agarwal et al., JMLR 15, 2014).</remarks>
public sealed class Shares
{
    private readonly object[] _parts;
    private readonly FeatureNumbers[] _numbers;

    internal Shares(object[] parts, FeatureNumbers[] numbers, bool addToFirst) =>
        (_parts, _numbers, AddToFirst) = (parts, numbers, addToFirst);

    /// <summary>How many there are.</summary>
    public int Count => _parts.Length;

    /// <summary>Whether the first one has what was learned elsewhere, and the others are steps that were taken meanwhile and are repeated from there: their movements are added to its
    /// parameters instead of averaged with them.</summary>
    public bool AddToFirst { get; }

    /// <summary>A share.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public T Get<T>(int share)
        where T : class =>
        _parts[share] as T ?? throw new ArgumentException($"A {_parts[share].GetType().Name} is no share of a {typeof(T).Name}.", nameof(share));

    /// <summary>What the merged model calls a feature of a share.</summary>
    public int IdOf(int share, int id) => _numbers[share].IdOf(id);

    /// <summary>What the merged model calls a text value of a share.</summary>
    public int TextOf(int share, int code) => _numbers[share].TextOf(code);

    /// <summary>The same part of each share, which sees the same features.</summary>
    /// <typeparam name="T">What the shares are.</typeparam>
    /// <param name="part">The part of a share.</param>
    public Shares Of<T>(Func<T, object> part)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(part);
        return new Shares(Parts(part), _numbers, AddToFirst);
    }

    /// <summary>The same shares, which see features of spaces of their own.</summary>
    internal Shares Through<T>(FeatureSpace mine, Func<T, FeatureSpace> theirs)
        where T : class =>
        new(_parts, [.. Enumerable.Range(0, Count).Select(share => FeatureNumbers.Of(theirs(Get<T>(share)), mine))], AddToFirst);

    /// <summary>The same shares, which see the features that others see.</summary>
    internal Shares WithFeaturesOf(Shares others) => new(_parts, others._numbers, AddToFirst);

    /// <summary>Merges a part that is known to be mergeable.</summary>
    internal void Merge<T>(object mine, Func<T, object> part)
        where T : class =>
        ((IMergeable)mine).Merge(Of(part));

    /// <summary>One more than the largest number that a feature of a share has in the merged model.</summary>
    /// <param name="count">How many features a share knows.</param>
    internal int Extent<T>(Func<T, int> count)
        where T : class
    {
        var extent = 0;
        for (var share = 0; share < Count; share++)
        {
            for (var id = 0; id < count(Get<T>(share)); id++)
            {
                extent = Math.Max(extent, IdOf(share, id) + 1);
            }
        }

        return extent;
    }

    /// <summary>What the merged model calls the classes of each share, where new ones are added in the order of the shares.</summary>
    internal int[][] Admit<T>(ClassTable mine, Func<T, ClassTable> theirs)
        where T : class
    {
        var numbers = new int[Count][];
        for (var share = 0; share < Count; share++)
        {
            numbers[share] = Array.ConvertAll(theirs(Get<T>(share)).Labels.ToArray(), mine.GetOrAdd);
        }

        return numbers;
    }

    /// <summary>Adds up what each share has added to a number.</summary>
    internal double Sum<T>(double origin, Func<T, double> number)
        where T : class
    {
        var sum = origin;
        for (var share = 0; share < Count; share++)
        {
            sum += number(Get<T>(share)) - origin;
        }

        return sum;
    }

    /// <summary>Adds up what each share has added to the whole numbers.</summary>
    internal long Sum<T>(long origin, Func<T, long> number)
        where T : class
    {
        var sum = origin;
        for (var share = 0; share < Count; share++)
        {
            sum += number(Get<T>(share)) - origin;
        }

        return sum;
    }

    /// <summary>Adds up what each share has added to numbers that are none of features; none becomes negative by rounding.</summary>
    internal void Sum<T>(Span<double> mine, Func<T, double[]> numbers)
        where T : class
    {
        var origin = mine.ToArray();
        for (var share = 0; share < Count; share++)
        {
            var theirs = numbers(Get<T>(share));
            for (var i = 0; i < theirs.Length; i++)
            {
                mine[i] = Math.Max(0, mine[i] + (theirs[i] - origin[i]));
            }
        }
    }

    private object[] Parts<T>(Func<T, object> part)
        where T : class =>
        [.. Enumerable.Range(0, Count).Select(share => part(Get<T>(share)))];
}
