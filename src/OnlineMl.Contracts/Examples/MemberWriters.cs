using System.Reflection;
using System.Text.Json;
using OnlineMl.Features;

namespace OnlineMl.Contracts.Examples;

/// <summary>Write a feature as a member of a JSON object: nothing when it is null, and common types without boxing them.</summary>
internal static class MemberWriters
{
    private static readonly MethodInfo Whole = ((Action<Utf8JsonWriter, string, long?>)WriteWhole).Method;
    private static readonly MethodInfo Real = ((Action<Utf8JsonWriter, string, double?>)WriteReal).Method;
    private static readonly MethodInfo Truth = ((Action<Utf8JsonWriter, string, bool?>)WriteTruth).Method;
    private static readonly MethodInfo Text = ((Action<Utf8JsonWriter, string, string?>)WriteText).Method;

    private static readonly MethodInfo Texts = ((Action<Utf8JsonWriter, string, IEnumerable<string?>?>)WriteTexts).Method;
    private static readonly MethodInfo Any = ((Action<Utf8JsonWriter, string, object?>)WriteAny).Method;

    /// <summary>The method that writes a member's value of an example.</summary>
    public static MethodInfo Find(ExampleMember member)
    {
        if (member.Kind == ExampleMemberKind.Texts)
        {
            return Texts;
        }

        var plain = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
        return plain.IsEnum ? Any : Type.GetTypeCode(plain) switch
        {
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 => Whole,
            TypeCode.Single or TypeCode.Double => Real,
            TypeCode.Boolean => Truth,
            TypeCode.String => Text,
            _ => Any,
        };
    }

    public static void WritePairs(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        foreach (var (name, value) in pairs)
        {
            WriteAny(writer, name, value);
        }
    }

    private static void WriteAny(Utf8JsonWriter writer, string name, object? value)
    {
        if (value is not null and not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
        {
            writer.WritePropertyName(name);
            JsonValues.WriteValue(writer, name, value);
        }
    }

    private static void WriteWhole(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteReal(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WritePropertyName(name);
            JsonValues.WriteFinite(writer, name, number);
        }
    }

    private static void WriteTruth(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } truth)
        {
            writer.WriteBoolean(name, truth);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string?>? texts)
    {
        foreach (var text in (texts ?? []).Distinct(StringComparer.Ordinal))
        {
            if (text is not null)
            {
                writer.WriteNumber($"{name}_{text}", 1);
            }
        }
    }
}
