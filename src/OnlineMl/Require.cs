using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnlineMl;

/// <summary>Range checks for hyperparameters. Each returns the value or throws <see cref="ArgumentOutOfRangeException"/>
/// with the parameter's name, the value and what is allowed.</summary>
public static class Require
{
    /// <summary>A finite number above 0.</summary>
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refuse(name, value, "(0, ∞)");

    /// <summary>A whole number above 0.</summary>
    public static int Positive(int value, [CallerMemberName] string name = "") =>
        value > 0 ? value : throw Refuse(name, value, "[1, ∞)");

    /// <summary>A finite number of at least 0.</summary>
    public static double NotNegative(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Refuse(name, value, "[0, ∞)");

    /// <summary>A whole number of at least 0.</summary>
    public static int NotNegative(int value, [CallerMemberName] string name = "") =>
        value >= 0 ? value : throw Refuse(name, value, "[0, ∞)");

    /// <summary>A finite number.</summary>
    public static double Finite(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) ? value : throw Refuse(name, value, "(-∞, ∞)");

    /// <summary>A number between two bounds, both allowed.</summary>
    public static T Between<T>(T value, T least, T most, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= least && value <= most ? value : throw Refuse(name, value, string.Create(CultureInfo.InvariantCulture, $"[{least}, {most}]"));

    /// <summary>A number strictly between two bounds.</summary>
    public static T StrictlyBetween<T>(T value, T least, T most, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value > least && value < most ? value : throw Refuse(name, value, string.Create(CultureInfo.InvariantCulture, $"({least}, {most})"));

    /// <summary>A number of at least 0 and less than 1.</summary>
    public static double Fraction(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Refuse(name, value, "[0, 1)");

    /// <summary>A whole number of at least a bound.</summary>
    public static int AtLeast(int value, int least, [CallerMemberName] string name = "") =>
        value >= least ? value : throw Refuse(name, value, string.Create(CultureInfo.InvariantCulture, $"[{least}, ∞)"));

    /// <summary>A component or a text that is given.</summary>
    public static T Given<T>(T value, [CallerMemberName] string name = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static ArgumentOutOfRangeException Refuse(string name, object value, string range) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value} but must lie in {range}."));
}
