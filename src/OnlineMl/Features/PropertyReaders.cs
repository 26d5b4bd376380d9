using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;

namespace OnlineMl.Features;

/// <summary>The compiled accessors of a type's public properties.</summary>
internal static class PropertyReaders<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    public static (string Name, Func<T, FeatureValue> Read)[] All { get; } =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, Compile(property))),
    ];

    private static Func<T, FeatureValue> Compile(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (PropertyConverters.Find(type) is not { } converter)
        {
            return example => FeatureValues.TryConvert(property.GetValue(example), out var value)
                ? value
                : throw new FeatureFormatException($"The feature '{property.Name}' is a {type.Name}; {FeatureValues.Wanted}.");
        }

        var example = Expression.Parameter(typeof(T));
        var value = Expression.Convert(Expression.Property(example, property), converter.GetParameters()[0].ParameterType);
        return Expression.Lambda<Func<T, FeatureValue>>(Expression.Call(converter, value), example).Compile();
    }
}
