using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using OnlineMl.Catalog.Conversion;
using Convert = OnlineMl.Catalog.Conversion.Convert;

namespace OnlineMl.Catalog;

/// <summary>Describes classes of the library's users by reflection.</summary>
internal static class ReflectedComponent
{
    public const DynamicallyAccessedMemberTypes Needs = DynamicallyAccessedMemberTypes.PublicConstructors |
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.Interfaces;

    [RequiresDynamicCode("Lists and maps of a parameter are made for types known at run time only.")]
    public static ComponentDescriptor Describe([DynamicallyAccessedMembers(Needs)] Type type)
    {
        var component = type.GetCustomAttribute<ComponentAttribute>() ??
            throw new ArgumentException($"{type} has no [Component] attribute.", nameof(type));
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var (constructor, matched) = ChooseConstructor(type, properties);
        var arguments = constructor.GetParameters();
        var parameters = new List<ParameterDescriptor>();
        for (var i = 0; i < arguments.Length; i++)
        {
            parameters.Add(Parameter(matched[i], arguments[i], component.CodeOnly));
        }

        foreach (var property in properties)
        {
            if (IsInitOnly(property) && !matched.Contains(property) && property.GetCustomAttribute<NotAParameterAttribute>() is null)
            {
                parameters.Add(Parameter(property, null, component.CodeOnly));
            }
        }

        return new ComponentDescriptor(
            component.Name,
            [.. component.Aliases],
            component.Ignores,
            component.CodeOnly,
            type,
            type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            [.. type.GetInterfaces().Where(task => task is { IsPublic: true, IsGenericType: false } && task != typeof(State.IStateful) && task.Namespace?.StartsWith("System", StringComparison.Ordinal) != true).Select(Names.TaskOf)],
            [.. parameters],
            values => Invoke(() => constructor.Invoke(Array.ConvertAll(
                values[..arguments.Length],
                value => ReferenceEquals(value, ComponentDescriptor.NotGiven) ? Type.Missing : value))),
            null);
    }

    private static (ConstructorInfo Constructor, PropertyInfo[] Matched) ChooseConstructor(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, PropertyInfo[] properties)
    {
        foreach (var constructor in type.GetConstructors().OrderBy(constructor => constructor.GetParameters().Length))
        {
            var matched = Array.ConvertAll(constructor.GetParameters(), parameter => Array.Find(
                properties, property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)));
            if (Array.TrueForAll(matched, property => property is not null))
            {
                return (constructor, Array.ConvertAll(matched, property => property!));
            }
        }

        throw new ArgumentException($"{type} has no public constructor whose parameters are all public properties.", nameof(type));
    }

    private static bool IsInitOnly(PropertyInfo property) =>
        property is { GetMethod.IsPublic: true, SetMethod.IsPublic: true } &&
        property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    [RequiresDynamicCode("Lists and maps of a parameter are made for types known at run time only.")]
    private static ParameterDescriptor Parameter(PropertyInfo property, ParameterInfo? argument, bool isCodeOnly)
    {
        var named = property.GetCustomAttribute<ParameterAttribute>() ?? argument?.GetCustomAttribute<ParameterAttribute>();
        var nullability = new NullabilityInfoContext().Create(property);
        var isRequired = argument is { HasDefaultValue: false } || property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;
        return new ParameterDescriptor(
            named?.Name ?? Names.Snake(property.Name),
            [.. named?.Aliases ?? []],
            property.Name,
            property.PropertyType,
            ReflectedConverter.For(property.PropertyType, nullability.ReadState == NullabilityState.Nullable, isCodeOnly) ??
                throw new ArgumentException($"{property.DeclaringType}.{property.Name} has a type that specs do not know.", nameof(property)),
            isRequired,
            property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            "",
            "",
            argument is { HasDefaultValue: true } ? argument.DefaultValue : null,
            property.GetValue,
            argument is null ? (component, value) => Invoke(() =>
            {
                property.SetValue(component, value);
                return component;
            }) : null);
    }

    /// <summary>Lets the component's own exception through.</summary>
    private static object Invoke(Func<object> action)
    {
        try
        {
            return action();
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
