using Microsoft.Extensions.Configuration;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore.Configuration;

/// <summary>Reads users from the configuration.</summary>
internal static class UserSection
{
    private static readonly string[] Parts = ["Name", "Secret", "Scopes", "Models"];

    /// <summary>The users of an entry: texts <c>name:secret</c>, or objects.</summary>
    public static List<OnlineMlUser> Read(IConfigurationSection entry, List<string> faults) => entry.Value is not null
        ? [.. OnlineMlSection.ReadList(entry).Select(OnlineMlUser.FromString)]
        : [.. entry.GetChildren().Select(child => child.Value is { } text ? OnlineMlUser.FromString(text) : ReadUser(child, faults))];

    private static OnlineMlUser ReadUser(IConfigurationSection entry, List<string> faults)
    {
        var scopes = OnlineMlScopes.All;
        foreach (var part in entry.GetChildren())
        {
            if (!Array.Exists(Parts, known => string.Equals(known, part.Key, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add($"{part.Path} is no part of a user; there are {string.Join(", ", Parts)}.");
            }
        }

        if (entry["Scopes"] is { } text && !Enum.TryParse(text, ignoreCase: true, out scopes))
        {
            faults.Add($"{entry.Path}:Scopes is '{text}'; allowed are read, predict, learn, manage and all, with commas between them.");
        }

        return new OnlineMlUser(entry["Name"] ?? "", entry["Secret"] ?? "")
        {
            Scopes = scopes,
            Models = entry.GetSection("Models").Exists() ? OnlineMlSection.ReadList(entry.GetSection("Models")) : ["*"],
        };
    }
}
