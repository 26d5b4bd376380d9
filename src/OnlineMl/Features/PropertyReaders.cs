using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace OnlineMl.Features;

/// <summary>The compiled readers of a type's features.</summary>
internal static class PropertyReaders<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    private static readonly MethodInfo AddValue = ((Action<FeatureFiller, string, FeatureValue>)Add).Method;
    private static readonly MethodInfo AddAnyValue = ((Action<FeatureFiller, string, object?>)AddAny).Method;
    private static readonly MethodInfo AddAllTexts = ((Action<FeatureFiller, string, IEnumerable<string?>?>)AddTexts).Method;
    private static readonly ConcurrentDictionary<JsonNamingPolicy, Action<FeatureFiller, T>[]> Named = new();
    private static Action<FeatureFiller, T>[]? _plain;

    /// <summary>The readers, which give the features names by a policy, or the properties' own names when it is null.</summary>
    public static Action<FeatureFiller, T>[] For(JsonNamingPolicy? naming) =>
        naming is null ? _plain ??= CompileAll(null) : Named.GetOrAdd(naming, CompileAll);

    private static Action<FeatureFiller, T>[] CompileAll(JsonNamingPolicy? naming) => ExamplePairs.Are(typeof(T))
        ? [AddPairs]
        : [.. ExampleMember.Of(typeof(T), naming).Select(Compile)];

    private static void AddPairs(FeatureFiller filler, T pairs)
    {
        foreach (var (name, value) in ExamplePairs.Of(pairs!))
        {
            PairFeatures.Add(filler, name, value);
        }
    }

    private static Action<FeatureFiller, T> Compile(ExampleMember member)
    {
        var filler = Expression.Parameter(typeof(FeatureFiller));
        var example = Expression.Parameter(typeof(T));
        var name = Expression.Constant(member.Name);
        return Expression.Lambda<Action<FeatureFiller, T>>(
            member.Reach(example, value =>
                member.Kind == ExampleMemberKind.Texts
                    ? Expression.Call(AddAllTexts, filler, name, value)
                    : PropertyConverters.Find(member.Type) is { } converter
                        ? Expression.Call(AddValue, filler, name, Expression.Call(converter, Expression.Convert(value, converter.GetParameters()[0].ParameterType)))
                        : Expression.Call(AddAnyValue, filler, name, Expression.Convert(value, typeof(object)))),
            filler,
            example).Compile();
    }

    private static void Add(FeatureFiller filler, string name, FeatureValue value) => filler.Add(name, value);

    private static void AddAny(FeatureFiller filler, string name, object? value)
    {
        if (!FeatureValues.TryConvert(value, out var converted))
        {
            throw new FeatureFormatException($"The feature '{name}' is a {value!.GetType().Name}; {FeatureValues.Wanted}; [JsonIgnore] leaves a property out.");
        }

        filler.Add(name, converted);
    }

    private static void AddTexts(FeatureFiller filler, string name, IEnumerable<string?>? texts)
    {
        foreach (var text in (texts ?? []).Distinct(StringComparer.Ordinal))
        {
            if (text is not null)
            {
                filler.Add($"{name}_{text}", 1);
            }
        }
    }
}
