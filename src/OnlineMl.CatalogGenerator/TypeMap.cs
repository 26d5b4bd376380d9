using System.Linq;
using Microsoft.CodeAnalysis;

namespace OnlineMl.CatalogGenerator;

/// <summary>Writes the converter of a parameter's type as C#, in terms of <c>OnlineMl.Catalog.Conversion.Convert</c>.</summary>
internal static class TypeMap
{
    private const string Table = "global::OnlineMl.Catalog.Conversion.Convert.";

    /// <summary>The expression, or null when specs do not know the type.</summary>
    public static string? Converter(ITypeSymbol type, bool isCodeOnly)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return OrNull(Inner(nullable.TypeArguments[0], isCodeOnly));
        }

        var inner = Inner(type, isCodeOnly);
        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? OrNull(inner) : inner;
    }

    /// <summary>Whether values hold components, which an untrained twin must not share.</summary>
    public static bool HoldsComponents(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HoldsComponents(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic => generic.TypeArguments.Any(HoldsComponents),
        _ => IsComponent(type),
    };

    public static bool IsComponent(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsGenericType: false, TypeKind: TypeKind.Class or TypeKind.Interface } &&
        type.SpecialType == SpecialType.None && !InSystem(type) && type.Name != "Label";

    public static bool InSystem(ITypeSymbol type)
    {
        var name = type.ContainingNamespace?.ToDisplayString() ?? "";
        return name == "System" || name.StartsWith("System.", System.StringComparison.Ordinal);
    }

    private static string? OrNull(string? inner) => inner is null ? null : Table + "OrNull(" + inner + ")";

    private static string? Inner(ITypeSymbol type, bool isCodeOnly)
    {
        var expression = type.SpecialType switch
        {
            SpecialType.System_Double => "Double",
            SpecialType.System_Int32 => "Int",
            SpecialType.System_Int64 => "Long",
            SpecialType.System_Boolean => "Bool",
            SpecialType.System_String => "Text",
            _ => Special(type, isCodeOnly) ?? (isCodeOnly ? "Code" : null),
        };
        return expression is null ? null : Table + expression;
    }

    private static string? Special(ITypeSymbol type, bool isCodeOnly) => type switch
    {
        { TypeKind: TypeKind.Enum } => Enumeration(type),
        IArrayTypeSymbol array => Generic("List", isCodeOnly, [array.ElementType], 0),
        INamedTypeSymbol { IsGenericType: true } generic => Compound(generic, isCodeOnly),
        _ when Names.Full(type) == "global::OnlineMl.Label" => "Class",
        _ when Names.Full(type) == "global::System.TimeSpan" => "Period",
        _ when IsComponent(type) => "Component(typeof(" + Names.Full(type) + "))",
        _ => null,
    };

    private static string? Compound(INamedTypeSymbol type, bool isCodeOnly)
    {
        var arguments = type.TypeArguments.ToArray();
        return type.Name switch
        {
            "IReadOnlyList" => Generic("List", isCodeOnly, arguments, 0),
            "IReadOnlySet" => Generic("Set", isCodeOnly, arguments, 0),
            "IReadOnlyDictionary" when arguments[0].SpecialType == SpecialType.System_String => Generic("TextMap", isCodeOnly, arguments, 1),
            "IReadOnlyDictionary" when arguments[0].Name == "Label" => Generic("ClassMap", isCodeOnly, arguments, 1),
            "ValueTuple" when arguments.Length == 2 => Generic("Pair", isCodeOnly, arguments, 0),
            _ => null,
        };
    }

    private static string? Generic(string name, bool isCodeOnly, ITypeSymbol[] arguments, int skip)
    {
        var items = arguments.Skip(skip).ToArray();
        var inner = items.Select(item => Converter(item, isCodeOnly)).ToArray();
        return inner.Any(expression => expression is null)
            ? null
            : name + "<" + string.Join(", ", items.Select(Item)) + ">(" + string.Join(", ", inner) + ")";
    }

    private static string Item(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    private static string Enumeration(ITypeSymbol type) =>
        "Enum(" + string.Join(", ", type.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst).Select(field =>
            "(" + Names.Full(type) + "." + field.Name + ", new[] { " + string.Join(", ", ComponentReader.SpecNames(field, null).Select(Names.Literal)) + " })")) + ")";
}
