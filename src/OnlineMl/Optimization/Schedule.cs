using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OnlineMl.Optimization;

/// <summary>How the learning rate runs over the steps. A plain number stands for a constant rate.</summary>
public abstract class Schedule
{
    /// <summary>The largest rate that is accepted.</summary>
    public const double LargestRate = 1e12;

    private readonly double _constant = double.NaN;

    /// <summary>A rate that <see cref="RateAt"/> gives anew at each step.</summary>
    protected Schedule()
    {
    }

    private protected Schedule(double constant) => _constant = constant;

    /// <summary>Makes a constant rate.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor of ConstantSchedule is the named form.")]
    public static implicit operator Schedule(double rate) => new ConstantSchedule(rate);

    /// <summary>The rate of a step; the first step has number 0.</summary>
    /// <exception cref="InvalidOperationException">The schedule gives a rate outside [0, 1e12].</exception>
    public double At(long step) => double.IsNaN(_constant) ? Checked(RateAt(step), step) : _constant;

    /// <summary>Computes the rate of a step.</summary>
    protected abstract double RateAt(long step);

    private static double Checked(double rate, long step) => rate is >= 0 and <= LargestRate
        ? rate
        : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"The learning rate of step {step} is {rate}; it must lie in [0, {LargestRate}]."));
}
