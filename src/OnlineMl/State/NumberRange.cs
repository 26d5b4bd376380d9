using System.Globalization;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Which numbers a field may hold when it is read: finite ones, unless it says otherwise.</summary>
public readonly record struct NumberRange
{
    private readonly bool _isGiven;
    private readonly bool _takesNaN;
    private readonly double _least;
    private readonly double _most;

    private NumberRange(double least, double most, bool takesNaN = false)
    {
        _isGiven = true;
        _takesNaN = takesNaN;
        _least = least;
        _most = most;
    }

    /// <summary>Finite ones.</summary>
    public static NumberRange Finite => default;

    /// <summary>Every one, infinities and NaN, too.</summary>
    public static NumberRange Any { get; } = new(double.NegativeInfinity, double.PositiveInfinity, takesNaN: true);

    /// <summary>Every one, infinities, too, but not NaN.</summary>
    public static NumberRange NotNaN { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Finite ones of at least 0: weights, counts and sums of squares.</summary>
    public static NumberRange NotNegative { get; } = new(0, double.MaxValue);

    private double Least => _isGiven ? _least : double.MinValue;

    private double Most => _isGiven ? _most : double.MaxValue;

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>; an end that is infinite is in the range.</summary>
    public static NumberRange Between(double least, double most) => new(least, most);

    /// <exception cref="StateFormatException">The value is outside.</exception>
    internal void Check(FieldName name, double value)
    {
        if (!(value >= Least && value <= Most) && !(_takesNaN && double.IsNaN(value)))
        {
            throw new StateFormatException(string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' holds {value}, which is not {Allowed()}."));
        }
    }

    /// <exception cref="StateFormatException">A value is outside.</exception>
    internal void Check(FieldName name, ReadOnlySpan<double> values)
    {
        if (_takesNaN && double.IsNegativeInfinity(_least) && double.IsPositiveInfinity(_most))
        {
            return;
        }

        if (_isGiven ? NumberBytes.AreBetween(values, _least, _most) : NumberBytes.AreFinite(values))
        {
            return;
        }

        foreach (var value in values)
        {
            Check(name, value);
        }
    }

    private string Allowed() => !_isGiven
        ? "finite"
        : string.Create(CultureInfo.InvariantCulture, $"from {_least} to {(_most == double.MaxValue ? "the largest finite number" : _most)}");
}
