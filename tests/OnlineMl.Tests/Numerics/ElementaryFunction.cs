using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.Tests.Numerics;

/// <summary>An elementary function in both forms; one of a single argument passes over the second.</summary>
public sealed class ElementaryFunction
{
    private readonly string _name;

    private ElementaryFunction(string name, Func<double, double, double> ofOne, Func<Vector256<double>, Vector256<double>, Vector256<double>> ofFour)
    {
        _name = name;
        OfOne = ofOne;
        OfFour = ofFour;
    }

    public static IReadOnlyList<ElementaryFunction> All { get; } =
    [
        new("Exp", (x, _) => Elementary.Exp(x), (x, _) => Elementary.Exp(x)),
        new("Log", (x, _) => Elementary.Log(x), (x, _) => Elementary.Log(x)),
        new("Log2", (x, _) => Elementary.Log2(x), (x, _) => Elementary.Log2(x)),
        new("Pow", Elementary.Pow, Elementary.Pow),
        new("Sin", (x, _) => Elementary.Sin(x), (x, _) => Elementary.Sin(x)),
        new("Cos", (x, _) => Elementary.Cos(x), (x, _) => Elementary.Cos(x)),
    ];

    public Func<double, double, double> OfOne { get; }

    public Func<Vector256<double>, Vector256<double>, Vector256<double>> OfFour { get; }

    public override string ToString() => _name;
}
