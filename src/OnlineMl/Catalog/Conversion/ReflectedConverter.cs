using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OnlineMl.Catalog.Conversion;

/// <summary>Finds the converter of a type by reflection.</summary>
internal static class ReflectedConverter
{
    /// <summary>The converter of a type, or null when specs do not know it.</summary>
    [RequiresDynamicCode("Lists and maps are made for types known at run time only.")]
    public static SpecConverter? For(Type type, bool isNullable, bool isCodeOnly)
    {
        var inner = Nullable.GetUnderlyingType(type);
        var converter = Scalar(inner ?? type) ?? Compound(inner ?? type, isCodeOnly) ?? (isCodeOnly ? Convert.Code : null);
        return converter is not null && (isNullable || inner is not null) ? Convert.OrNull(converter) : converter;
    }

    private static SpecConverter? Scalar(Type type) =>
        type == typeof(double) ? Convert.Double
        : type == typeof(int) ? Convert.Int
        : type == typeof(long) ? Convert.Long
        : type == typeof(bool) ? Convert.Bool
        : type == typeof(string) ? Convert.Text
        : type == typeof(Label) ? Convert.Class
        : type == typeof(TimeSpan) ? Convert.Period
        : type.IsEnum ? Convert.Enum(Members(type))
        : null;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The fields of an enum that is used are kept.")]
    private static (object, string[])[] Members(Type type) =>
        Array.ConvertAll(type.GetFields(BindingFlags.Public | BindingFlags.Static), field =>
        {
            var named = field.GetCustomAttribute<ParameterAttribute>();
            return (field.GetValue(null)!, named is null ? new[] { Names.Snake(field.Name) } : [named.Name, .. named.Aliases]);
        });

    [RequiresDynamicCode("Lists and maps are made for types known at run time only.")]
    private static SpecConverter? Compound(Type type, bool isCodeOnly)
    {
        if (type.IsArray)
        {
            return Generic(nameof(Convert.List), [type.GetElementType()!], 0, isCodeOnly);
        }

        if (!type.IsGenericType)
        {
            return typeof(Delegate).IsAssignableFrom(type) || type.IsValueType ||
                type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true ? null : Convert.Component(type);
        }

        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(IReadOnlyList<>) ? Generic(nameof(Convert.List), arguments, 0, isCodeOnly)
            : definition == typeof(IReadOnlySet<>) ? Generic(nameof(Convert.Set), arguments, 0, isCodeOnly)
            : definition == typeof(ValueTuple<,>) ? Generic(nameof(Convert.Pair), arguments, 0, isCodeOnly)
            : definition == typeof(IReadOnlyDictionary<,>) && arguments[0] == typeof(string) ? Generic(nameof(Convert.TextMap), arguments, 1, isCodeOnly)
            : definition == typeof(IReadOnlyDictionary<,>) && arguments[0] == typeof(Label) ? Generic(nameof(Convert.ClassMap), arguments, 1, isCodeOnly)
            : null;
    }

    [RequiresDynamicCode("Lists and maps are made for types known at run time only.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The members of the converter table carry no requirements.")]
    private static SpecConverter? Generic(string name, Type[] arguments, int skip, bool isCodeOnly)
    {
        var items = arguments[skip..];
        var inner = Array.ConvertAll(items, item => For(item, isNullable: false, isCodeOnly));
        return Array.TrueForAll(inner, converter => converter is not null)
            ? (SpecConverter)typeof(Convert).GetMethod(name)!.MakeGenericMethod(items).Invoke(null, inner)!
            : null;
    }
}
