using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Features;

/// <summary>A property of an example's type, or one of an object in it, that is read as a feature.</summary>
/// <remarks>Names are those of JSON: a <see cref="JsonPropertyNameAttribute"/> or a naming policy sets them, a <see cref="JsonIgnoreAttribute"/> leaves
/// a property out, and the properties of an object in a property are named behind it and a point (<c>Address.City</c>). So one type has the same
/// features in the process and on the wire.</remarks>
internal sealed class ExampleMember
{
    // An object in an object in an object is a graph of entities rather than an example.
    private const int Deepest = 8;

    private readonly PropertyInfo[] _path;

    private ExampleMember(string name, PropertyInfo[] path, ExampleMemberKind kind)
    {
        Name = name;
        _path = path;
        Kind = kind;
    }

    /// <summary>The feature's name, or what the names of its features begin with.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public ExampleMemberKind Kind { get; }

    /// <summary>The declared type of its values.</summary>
    public Type Type => _path[^1].PropertyType;

    /// <summary>The features of a type, in the order of its properties, a base class's last.</summary>
    /// <exception cref="ArgumentException">There are none, two have one name, a type contains itself, or it is one of the framework, such as a text.</exception>
    public static IReadOnlyList<ExampleMember> Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type, JsonNamingPolicy? naming)
    {
        if (type != typeof(object) && IsOfFramework(type) && !typeof(ITuple).IsAssignableFrom(type))
        {
            // What a text, a list or JSON has of properties, such as a length, is no feature of an example.
            throw new ArgumentException($"A {type.Name} is no example; declare the type of the examples itself, such as a record, or take a dictionary.", nameof(type));
        }

        var members = new List<ExampleMember>();
        Collect(type, naming, "", [], [type], members);
        if (members.Count == 0)
        {
            throw new ArgumentException(
                $"The type {type.Name} has no public properties to take as features; declare the type of the examples itself, such as a record.", nameof(type));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return members.Find(member => !names.Add(member.Name)) is { } twice
            ? throw new ArgumentException($"The type {type.Name} has two features named '{twice.Name}'.", nameof(type))
            : members;
    }

    /// <summary>Code that does something with the member's value of an example, and nothing where an object on the way to it is null.</summary>
    public Expression Reach(Expression example, Func<Expression, Expression> use) => Reach(example, 0, use);

    private Expression Reach(Expression owner, int depth, Func<Expression, Expression> use)
    {
        var value = Expression.Property(owner, _path[depth]);
        if (depth == _path.Length - 1)
        {
            return use(value);
        }

        var inner = Expression.Variable(value.Type);
        var isThere = value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
            ? (Expression)Expression.Constant(true)
            : Expression.NotEqual(inner, Expression.Constant(null, value.Type));
        var plain = Nullable.GetUnderlyingType(value.Type) is null ? inner : (Expression)Expression.Convert(inner, Nullable.GetUnderlyingType(value.Type)!);
        return Expression.Block([inner], Expression.Assign(inner, value), Expression.IfThen(isThere, Reach(plain, depth + 1, use)));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Reads the properties that are there; the documentation tells a trimmed application to keep those of objects in examples.")]
    private static void Collect(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type,
        JsonNamingPolicy? naming,
        string prefix,
        PropertyInfo[] path,
        Type[] owners,
        List<ExampleMember> members)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0 ||
                property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always })
            {
                continue;
            }

            var name = prefix + (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? naming?.ConvertName(property.Name) ?? property.Name);
            PropertyInfo[] way = [.. path, property];
            var kind = KindOf(property.PropertyType);
            if (kind != ExampleMemberKind.Object)
            {
                members.Add(new ExampleMember(name, way, kind));
                continue;
            }

            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (owners.Contains(inner) || owners.Length == Deepest)
            {
                throw new ArgumentException(
                    $"The feature '{name}' leads from {owners[0].Name} {(owners.Contains(inner) ? "back to " : "too deep, to ")}{inner.Name}; [JsonIgnore] leaves a property out.", nameof(type));
            }

            Collect(inner, naming, name + ".", way, [.. owners, inner], members);
        }
    }

    private static bool IsOfFramework(Type type) => type.Namespace is "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true;

    private static ExampleMemberKind KindOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return typeof(IEnumerable<string>).IsAssignableFrom(plain) ? ExampleMemberKind.Texts
            : plain.IsPrimitive || plain.IsEnum || typeof(IEnumerable).IsAssignableFrom(plain) || typeof(Delegate).IsAssignableFrom(plain) || IsOfFramework(plain)
                ? ExampleMemberKind.Value
                : ExampleMemberKind.Object;
    }
}
