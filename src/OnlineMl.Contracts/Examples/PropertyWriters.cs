using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace OnlineMl.Contracts.Examples;

/// <summary>Write a type's public properties as the members of a JSON object; compiled once per type.</summary>
internal static class PropertyWriters<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    public static Action<Utf8JsonWriter, T>[] All { get; } =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(Compile),
    ];

    private static Action<Utf8JsonWriter, T> Compile(PropertyInfo property)
    {
        var name = property.Name;
        if (MemberWriters.Find(property.PropertyType) is not { } write)
        {
            return (writer, example) => MemberWriters.WriteAny(writer, name, property.GetValue(example));
        }

        var writer = Expression.Parameter(typeof(Utf8JsonWriter));
        var example = Expression.Parameter(typeof(T));
        var value = Expression.Convert(Expression.Property(example, property), write.GetParameters()[2].ParameterType);
        return Expression.Lambda<Action<Utf8JsonWriter, T>>(Expression.Call(write, writer, Expression.Constant(name), value), writer, example).Compile();
    }
}
