using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OnlineMl.AspNetCore.Configuration;

/// <summary>Reads options from the configuration section <c>OnlineMl</c>.</summary>
internal static class OnlineMlSection
{
    public const string Name = "OnlineMl";

    private static readonly string[] PartsOfUsers = ["Name", "Secret", "Scopes", "Models"];

    private static readonly PropertyInfo[] Properties = typeof(OnlineMlOptions).GetProperties();

    /// <summary>Overrides what the section names.</summary>
    /// <returns>Every entry that names no option or has no value for it.</returns>
    public static IReadOnlyList<string> Apply(IConfiguration configuration, OnlineMlOptions options)
    {
        var faults = new List<string>();
        foreach (var entry in configuration.GetSection(Name).GetChildren())
        {
            var property = Array.Find(Properties, property => string.Equals(property.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                faults.Add($"{entry.Path} is no option; there are {string.Join(", ", Properties.Select(known => known.Name).Order(StringComparer.Ordinal))}.");
            }
            else if (property.PropertyType == typeof(IList<string>))
            {
                property.SetValue(options, ReadList(entry));
            }
            else if (property.PropertyType == typeof(IList<OnlineMlUser>))
            {
                property.SetValue(options, ReadUsers(entry, faults));
            }
            else if (!TryRead(entry, property.PropertyType, out var value))
            {
                faults.Add($"{entry.Path} is '{entry.Value}', which is no {NameOf(property.PropertyType)}.");
            }
            else
            {
                property.SetValue(options, value);
            }
        }

        return faults;
    }

    // A list is entries with numbers, as in JSON, or one text with commas, which is easier in an environment variable.
    private static List<string> ReadList(IConfigurationSection entry) => entry.Value is { } text
        ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [.. entry.GetChildren().Select(child => child.Value ?? "")];

    private static List<OnlineMlUser> ReadUsers(IConfigurationSection entry, List<string> faults) => entry.Value is not null
        ? [.. ReadList(entry).Select(OnlineMlUser.FromString)]
        : [.. entry.GetChildren().Select(child => child.Value is { } text ? OnlineMlUser.FromString(text) : ReadUser(child, faults))];

    private static OnlineMlUser ReadUser(IConfigurationSection entry, List<string> faults)
    {
        var scopes = OnlineMlScopes.All;
        foreach (var part in entry.GetChildren())
        {
            if (!Array.Exists(PartsOfUsers, known => string.Equals(known, part.Key, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add($"{part.Path} is no part of a user; there are {string.Join(", ", PartsOfUsers)}.");
            }
        }

        if (entry["Scopes"] is { } text && !Enum.TryParse(text, ignoreCase: true, out scopes))
        {
            faults.Add($"{entry.Path}:Scopes is '{text}'; allowed are read, predict, learn, manage and all, with commas between them.");
        }

        return new OnlineMlUser(entry["Name"] ?? "", entry["Secret"] ?? "")
        {
            Scopes = scopes,
            Models = entry.GetSection("Models").Exists() ? ReadList(entry.GetSection("Models")) : ["*"],
        };
    }

    private static bool TryRead(IConfigurationSection entry, Type type, out object? value)
    {
        value = null;
        if (string.IsNullOrEmpty(entry.Value))
        {
            return !entry.GetChildren().Any() && (Nullable.GetUnderlyingType(type) is not null || type == typeof(string));
        }

        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(entry.Value);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string NameOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
            : type == typeof(bool) ? "true or false"
            : type == typeof(TimeSpan) ? "time such as 00:00:15"
            : type == typeof(string) ? "text"
            : "whole number";
    }
}
