using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl;

/// <summary>Checks of hyperparameters and of what is learned. Those of hyperparameters return the value or throw
/// <see cref="ArgumentOutOfRangeException"/> with the parameter's name, the value and what is allowed.</summary>
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
    public static double Finite(double value, [CallerMemberName] string name = "") => double.IsFinite(value) ? value : throw NotFinite(name, value);

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

    /// <summary>A choice that there is.</summary>
    public static T Defined<T>(T value, [CallerMemberName] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value} but must be {string.Join(", ", Enum.GetNames<T>().SkipLast(1))} or {Enum.GetNames<T>()[^1]}.");

    /// <summary>A component or a text that is given.</summary>
    public static T Given<T>(T value, [CallerMemberName] string name = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    /// <summary>The weight of something that is to be learned.</summary>
    /// <param name="weight">How much it counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number.</exception>
    public static bool Weight(double weight) => weight is > 0 and <= double.MaxValue || IsNoWeight(weight);

    /// <summary>Lets an example in that is to be learned: its new features get their names.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing, not even names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number.</exception>
    public static bool Example(FeatureVector x, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Weight(weight))
        {
            return false;
        }

        x.AdmitStrangers();
        return true;
    }

    /// <summary>Lets an example with a number as its target in that is to be learned: its new features get their names.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target; finite.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing, not even names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number, or the target is not finite.</exception>
    public static bool Example(FeatureVector x, double y, double weight)
    {
        Finite(y, nameof(y));
        return Example(x, weight);
    }

    /// <summary>Lets an example with a class as its target in that is to be learned: its new features get their names.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The class.</param>
    /// <param name="weight">How much the example counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing, not even names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number.</exception>
    /// <exception cref="ArgumentException">There is no class.</exception>
    public static bool Example(FeatureVector x, Label y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Class(y, weight) && Example(x, weight);
    }

    /// <summary>Lets a target in that is to be learned by whoever learns from any kind of target.</summary>
    /// <param name="y">The target; a number must be finite.</param>
    /// <param name="weight">How much it counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number, or the target is a number that is not finite.</exception>
    internal static bool Target(in Target y, double weight)
    {
        if (y.Outputs is null && (y.HasArm || y.Label.IsNone))
        {
            Finite(y.Number, nameof(y));
        }

        return Weight(weight);
    }

    /// <summary>A class that is to be learned, and its weight.</summary>
    /// <param name="y">The class.</param>
    /// <param name="weight">How much it counts; finite and at least 0.</param>
    /// <returns>False for a weight of 0, which changes nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number.</exception>
    /// <exception cref="ArgumentException">There is no class.</exception>
    internal static bool Class(Label y, double weight) => y.IsNone
        ? throw new ArgumentException("The target is no class; a text, a whole number or a truth value is needed.", nameof(y))
        : Weight(weight);

    /// <summary>Numbers that transformers have made of an example, which may have become infinite on the way.</summary>
    /// <exception cref="NonFiniteStepException">One is not finite.</exception>
    internal static void FiniteNumbers(FeatureVector x, string model)
    {
        if (!Dense.AreFinite(x.Numbers))
        {
            throw new NonFiniteStepException(model);
        }
    }

    // Apart, so that the check itself is small enough to be put in its place.
    private static ArgumentOutOfRangeException NotFinite(string name, double value) => Refuse(name, value, "(-∞, ∞)");

    // False for a weight of 0, or else no answer at all.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsNoWeight(double weight) => NotNegative(weight, nameof(weight)) > 0;

    private static ArgumentOutOfRangeException Refuse(string name, object value, string range) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value} but must lie in {range}."));
}
