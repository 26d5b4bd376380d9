using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Configuration;

/// <summary>Reads options from the configuration section <c>OnlineMl</c>.</summary>
internal static class OnlineMlSection
{
    public const string Name = "OnlineMl";

    /// <summary>Entries of the section that are for the clients of other servers, which an application may have beside its own models.</summary>
    public static readonly string[] OfClients = ["Client", "Clients"];

    public const DynamicallyAccessedMemberTypes Needs = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>Overrides what the section names of the options of a concern.</summary>
    /// <returns>Every entry that has no value for its option.</returns>
    public static IReadOnlyList<string> Apply<[DynamicallyAccessedMembers(Needs)] T>(IConfigurationSection section, T options)
        where T : class
    {
        var faults = new List<string>();
        var properties = typeof(T).GetProperties();
        foreach (var entry in section.GetChildren())
        {
            if (Array.Find(properties, property => string.Equals(property.Name, entry.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Apply(entry, property, options, faults);
            }
        }

        return faults;
    }

    /// <summary>Overrides what a section of its own names of the options of a concern.</summary>
    /// <returns>Every entry that is no option, or has no value for it.</returns>
    public static IReadOnlyList<string> ApplyAll<[DynamicallyAccessedMembers(Needs)] T>(IConfigurationSection section, T options)
        where T : class
    {
        var faults = new List<string>();
        var properties = typeof(T).GetProperties();
        foreach (var entry in section.GetChildren())
        {
            if (Array.Find(properties, property => string.Equals(property.Name, entry.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Apply(entry, property, options, faults);
            }
            else
            {
                faults.Add($"{entry.Path} is no option; there are {string.Join(", ", properties.Select(property => property.Name).Order(StringComparer.Ordinal))}.");
            }
        }

        return faults;
    }

    /// <summary>A list: entries with numbers, as in JSON, or one text with commas, which is easier in an environment variable.</summary>
    public static List<string> ReadList(IConfigurationSection entry) => entry.Value is { } text
        ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [.. entry.GetChildren().Select(child => child.Value ?? "")];

    private static void Apply(IConfigurationSection entry, PropertyInfo property, object options, List<string> faults)
    {
        if (options is IReadsSection reader && reader.TryRead(entry, faults))
        {
            return;
        }

        if (property.PropertyType == typeof(IList<string>))
        {
            property.SetValue(options, ReadList(entry));
        }
        else if (TryRead(entry, property, out var value))
        {
            property.SetValue(options, value);
        }
        else
        {
            faults.Add($"{entry.Path} is '{entry.Value}', which is no {NameOf(property)}.");
        }
    }

    private static bool TryRead(IConfigurationSection entry, PropertyInfo property, out object? value)
    {
        value = null;
        var type = property.PropertyType;
        if (string.IsNullOrEmpty(entry.Value))
        {
            return !entry.GetChildren().Any() && (Nullable.GetUnderlyingType(type) is not null || type == typeof(string));
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        value = !AreBytes(property) ? Read(entry.Value, type)
            : !WrittenUnits.TryReadBytes(entry.Value, out var bytes) ? null
            : type == typeof(long) ? (object)bytes
            : bytes is >= int.MinValue and <= int.MaxValue ? (object)(int)bytes
            : null;
        return value is not null;
    }

    private static object? Read(string text, Type type)
    {
        if (type == typeof(Durability) && string.Equals(text, "os", StringComparison.OrdinalIgnoreCase))
        {
            return Durability.OperatingSystem;
        }

        return type == typeof(string) ? text
            : type == typeof(bool) ? (bool.TryParse(text, out var truth) ? truth : null)
            : type == typeof(int) ? (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null)
            : type == typeof(long) ? (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var large) ? large : null)
            : type == typeof(TimeSpan) ? (WrittenUnits.TryReadTime(text, out var time) ? time : null)
            : type.IsEnum && Enum.TryParse(type, text, ignoreCase: true, out var member) ? member
            : null;
    }

    private static bool AreBytes(PropertyInfo property) => property.Name.EndsWith("Bytes", StringComparison.Ordinal) || property.Name.EndsWith("Budget", StringComparison.Ordinal);

    private static string NameOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return AreBytes(property) ? type == typeof(int) ? WrittenUnits.OfBytes + ", below 2G" : WrittenUnits.OfBytes
            : type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
            : type == typeof(bool) ? "true or false"
            : type == typeof(TimeSpan) ? WrittenUnits.OfTime
            : type == typeof(string) ? "text"
            : "whole number";
    }
}
