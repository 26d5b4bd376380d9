using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Which values a numeric feature has had, as far as they are at most two.</summary>
/// <remarks>A feature of one or two values is a flag: each class has a share of either, which its mean tells exactly. With the
/// third value it becomes a quantity for good.</remarks>
internal struct ValuesMet
{
    /// <summary>As many values as make a feature a quantity.</summary>
    public const int Many = 3;

    /// <summary>The smaller value, or the only one.</summary>
    public double Least;

    /// <summary>The larger value, or the only one.</summary>
    public double Most;

    /// <summary>How many values there have been, up to <see cref="Many"/>.</summary>
    public int Count;

    /// <summary>Whether the feature is a flag.</summary>
    public readonly bool IsFlag => Count < Many;

    /// <summary>Whether a value is one of the two.</summary>
    public readonly bool Knows(double x) => Count > 0 && (x == Least || x == Most);

    /// <summary>Takes note of a value and returns whether that makes the feature another one.</summary>
    public bool Meet(double x)
    {
        if (Count == Many || Knows(x))
        {
            return false;
        }

        Least = Count == 0 ? x : Math.Min(Least, x);
        Most = Count == 0 ? x : Math.Max(Most, x);
        Count++;
        return true;
    }

    /// <summary>Takes note of the values that another has met.</summary>
    public void Meet(in ValuesMet other)
    {
        if (!other.IsFlag)
        {
            Count = Many;
        }
        else if (other.Count > 0)
        {
            Meet(other.Least);
            Meet(other.Most);
        }
    }

    /// <summary>The share of <see cref="Most"/> among values with a mean.</summary>
    public readonly double ShareOfMost(double mean) => Most > Least ? Math.Clamp((mean - Least) / (Most - Least), 0, 1) : 1;

    /// <summary>Names the values to an archive.</summary>
    public void Describe(StateArchive state)
    {
        double[] values = Count switch
        {
            1 => [Least],
            2 => [Least, Most],
            _ => [],
        };
        state.Field("valuesMet", ref Count, WholeRange.AtMost(Many));
        state.Field("values", ref values, IsFlag ? Count : 0, NumericClasses.Numbers);
        if (state.IsLoading)
        {
            this = Of(Count, values.Length > 0 ? values[0] : 0, values.Length > 0 ? values[^1] : 0);
        }
    }

    /// <summary>Values that were saved.</summary>
    /// <exception cref="StateFormatException">They do not fit each other.</exception>
    public static ValuesMet Of(int count, double least, double most)
    {
        var fits = count switch
        {
            0 or Many => true,
            1 => least == most,
            2 => least < most,
            _ => false,
        };
        return fits
            ? new ValuesMet { Count = count, Least = least, Most = most }
            : throw new StateFormatException("A feature has met none, one, two in ascending order, or many values.");
    }
}
