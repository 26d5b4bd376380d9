using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.State;

/// <summary>Adds up the memory of an object with all that it holds on a 64-bit runtime, whether it is described as state or not.</summary>
/// <remarks>It walks through the fields, which costs about as much as a collection of the garbage does. What is the framework's is passed through only
/// where it collects something; what all models share, as catalogs and tasks are, counts for none of them.</remarks>
internal sealed class HeapMeasure
{
    private const int ObjectHeader = 16;
    private const int SmallestObject = 24;
    private const int ArrayHeader = 24;

    private static readonly ConcurrentDictionary<Type, Layout> Layouts = new();

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _left = new();
    private long _bytes;

    /// <summary>About how many bytes an object takes with all that it holds.</summary>
    public static long SizeOf(object root)
    {
        var measure = new HeapMeasure();
        measure.See(root);
        while (measure._left.TryPop(out var next))
        {
            measure.Add(next);
        }

        return measure._bytes;
    }

    private static long Aligned(long bytes) => (bytes + 7) & ~7L;

    private static bool IsShared(object item) => item is Delegate or MemberInfo or ComponentCatalog or ModelTask;

    private void See(object? item)
    {
        if (item is not null && !IsShared(item) && _seen.Add(item))
        {
            _left.Push(item);
        }
    }

    private void Add(object item)
    {
        switch (item)
        {
            case string text:
                _bytes += Aligned(22 + (2L * text.Length));
                break;
            case Array array:
                Add(array);
                break;
            default:
                var layout = LayoutOf(item.GetType());
                _bytes += layout.Bytes;
                SeeFields(item, layout);
                break;
        }
    }

    private void Add(Array array)
    {
        var element = array.GetType().GetElementType()!;
        _bytes += Aligned(ArrayHeader + (array.LongLength * (element.IsValueType ? RuntimeHelpers.SizeOf(element.TypeHandle) : IntPtr.Size)));
        if (array is object?[] references)
        {
            foreach (var reference in references)
            {
                See(reference);
            }
        }
        else if (element.IsValueType && LayoutOf(element) is { References.Length: > 0 } layout)
        {
            foreach (var value in array)
            {
                SeeFields(value!, layout);
            }
        }
    }

    private void SeeFields(object holder, Layout layout)
    {
        foreach (var field in layout.References)
        {
            if (field.GetValue(holder) is not { } held)
            {
                continue;
            }

            if (field.FieldType.IsValueType)
            {
                SeeFields(held, LayoutOf(held.GetType()));
            }
            else
            {
                See(held);
            }
        }
    }

    private static Layout LayoutOf(Type type) => Layouts.GetOrAdd(type, static type => Layout.Of(type));

    /// <summary>How many bytes an object takes, and its fields that lead to others.</summary>
    private sealed record Layout(long Bytes, FieldInfo[] References)
    {
        [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that trimming removes takes no memory.")]
        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that trimming removes takes no memory.")]
        public static Layout Of(Type type)
        {
            var bytes = 0L;
            var references = new List<FieldInfo>();
            for (var part = type; part is not null; part = part.BaseType)
            {
                foreach (var field in part.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    bytes += field.FieldType.IsValueType ? RuntimeHelpers.SizeOf(field.FieldType.TypeHandle) : IntPtr.Size;
                    if (LeadsOn(field.FieldType))
                    {
                        references.Add(field);
                    }
                }
            }

            return new Layout(Math.Max(SmallestObject, Aligned(ObjectHeader + bytes)), IsPassedThrough(type) ? [.. references] : []);
        }

        private static bool LeadsOn(Type type) =>
            !type.IsPointer && !type.IsByRef && (!type.IsValueType || (!type.IsPrimitive && !type.IsEnum && !type.IsByRefLike && HoldsReferences(type)));

        private static bool HoldsReferences(Type type) =>
            Nullable.GetUnderlyingType(type) is { } underlying ? LeadsOn(underlying) : LayoutOf(type).References.Length > 0;

        private static bool IsPassedThrough(Type type) =>
            type.IsValueType || type.Namespace is not { } name || !name.StartsWith("System", StringComparison.Ordinal)
            || name.StartsWith("System.Collections", StringComparison.Ordinal);
    }
}
