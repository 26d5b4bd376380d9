using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Feeds the value of one statistic to another: the mean of the values shifted by one, for instance.</summary>
/// <remarks>The second is not updated while the first has no value, or one that is infinite.</remarks>
[Component("Link")]
public sealed class Link : IStatistic
{
    /// <summary>Makes the chain.</summary>
    /// <param name="left">The statistic that sees the numbers; it belongs to this one from then on.</param>
    /// <param name="right">The statistic that sees the values of the other; it belongs to this one from then on.</param>
    public Link(IStatistic left, IStatistic right)
    {
        Left = Require.Given(left);
        Right = Require.Given(right);
    }

    /// <summary>The statistic that sees the numbers.</summary>
    public IStatistic Left { get; }

    /// <summary>The statistic that sees the values of the other.</summary>
    public IStatistic Right { get; }

    /// <inheritdoc/>
    public string Name => $"{Right.Name}_of_{Left.Name}";

    /// <summary>The value of the second statistic.</summary>
    public double Value => Right.Value;

    /// <inheritdoc/>
    public void Update(double x)
    {
        Left.Update(x);
        var value = Left.Value;
        if (double.IsFinite(value))
        {
            Right.Update(value);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("left", Left);
        state.Child("right", Right);
    }
}
