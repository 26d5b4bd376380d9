using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The distance between two quantiles, by default the interquartile range. NaN before there is a number.</summary>
/// <remarks>Both quantiles are <see cref="Quantile"/> estimates.</remarks>
[Component("IQR")]
public sealed class Iqr : IStatistic
{
    private readonly Quantile _lower = new() { Q = 0.25 };
    private readonly Quantile _upper = new() { Q = 0.75 };

    /// <summary>The lower quantile; below <see cref="QSup"/>. Range (0, 1), default 0.25.</summary>
    public double QInf
    {
        get => _lower.Q;
        init => _lower = new Quantile { Q = value };
    }

    /// <summary>The upper quantile; above <see cref="QInf"/>. Range (0, 1), default 0.75.</summary>
    public double QSup
    {
        get => _upper.Q;
        init => _upper = new Quantile { Q = value };
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"IQR_{QInf}_{QSup}");

    /// <inheritdoc/>
    public double Value => _upper.Value - _lower.Value;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _lower.Update(x);
        _upper.Update(x);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("lower", _lower);
        state.Child("upper", _upper);
    }
}
