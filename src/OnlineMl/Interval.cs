namespace OnlineMl;

/// <summary>Two numbers between which a target is expected to lie.</summary>
/// <param name="Lower">The lower end, in the units of the target.</param>
/// <param name="Upper">The upper end, in the units of the target.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>How far the ends lie apart.</summary>
    public double Width => Upper - Lower;

    /// <summary>Whether a number lies in the interval, the ends included.</summary>
    public bool Contains(double number) => number >= Lower && number <= Upper;
}
