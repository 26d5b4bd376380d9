using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace OnlineMl.CatalogGenerator;

/// <summary>A component that cannot be listed as it is written.</summary>
internal sealed class Mistake(DiagnosticDescriptor kind, Place place, string[] arguments) : IEquatable<Mistake>
{
    public static readonly DiagnosticDescriptor DuplicateName = Kind(
        "OMC001", "A component's name is taken", "The name '{0}' is taken by {1} for the same tasks");

    public static readonly DiagnosticDescriptor UnsupportedType = Kind(
        "OMC002", "A parameter has a type that model specs do not know", "Parameter {0} has the type {1}, which model specs do not know; mark it [NotAParameter] or the component CodeOnly");

    public static readonly DiagnosticDescriptor MissingDoc = Kind(
        "OMC003", "A component or parameter is not documented", "{0} needs a summary: the catalog shows it");

    public static readonly DiagnosticDescriptor NoConstructor = Kind(
        "OMC004", "A component has no constructor for the catalog", "{0} needs a public constructor whose parameters are all named after public properties");

    public static readonly DiagnosticDescriptor DuplicateParameter = Kind(
        "OMC005", "A parameter's name is taken", "{0} has two parameters called '{1}'");

    public static readonly DiagnosticDescriptor Unusable = Kind(
        "OMC006", "A class cannot be a component", "{0} is abstract, generic, nested or hidden, and so cannot be a component");

    private readonly DiagnosticDescriptor _kind = kind;
    private readonly Place _place = place;
    private readonly string[] _arguments = arguments;

    public static Mistake Of(DiagnosticDescriptor kind, Place place, params string[] arguments) => new(kind, place, arguments);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(_kind, _place.ToLocation(), [.. _arguments.Cast<object>()]);

    public bool Equals(Mistake? other) =>
        other is not null && _kind.Id == other._kind.Id && _place.Equals(other._place) && _arguments.SequenceEqual(other._arguments, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Mistake);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_kind.Id);

    private static DiagnosticDescriptor Kind(string id, string title, string message) =>
        new(id, title, message, "OnlineMl.Catalog", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
