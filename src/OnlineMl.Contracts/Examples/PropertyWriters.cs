using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Text.Json;
using OnlineMl.Features;

namespace OnlineMl.Contracts.Examples;

/// <summary>Write a type's features as the members of a JSON object; compiled once per type and naming policy.</summary>
internal static class PropertyWriters<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    private static readonly ConcurrentDictionary<JsonNamingPolicy, Action<Utf8JsonWriter, T>[]> Named = new();
    private static Action<Utf8JsonWriter, T>[]? _plain;

    /// <summary>The writers, which give the features names by a policy, or the properties' own names when it is null.</summary>
    public static Action<Utf8JsonWriter, T>[] For(JsonNamingPolicy? naming) =>
        naming is null ? _plain ??= CompileAll(null) : Named.GetOrAdd(naming, CompileAll);

    private static Action<Utf8JsonWriter, T>[] CompileAll(JsonNamingPolicy? naming) =>
        ExamplePairs.Are(typeof(T))
            ? [static (writer, pairs) => MemberWriters.WritePairs(writer, ExamplePairs.Of(pairs!))]
            : [.. ExampleMember.Of(typeof(T), naming).Select(Compile)];

    private static Action<Utf8JsonWriter, T> Compile(ExampleMember member)
    {
        var writer = Expression.Parameter(typeof(Utf8JsonWriter));
        var example = Expression.Parameter(typeof(T));
        var write = MemberWriters.Find(member);
        return Expression.Lambda<Action<Utf8JsonWriter, T>>(
            member.Reach(example, value => Expression.Call(
                write, writer, Expression.Constant(member.Name), Expression.Convert(value, write.GetParameters()[2].ParameterType))),
            writer,
            example).Compile();
    }
}
