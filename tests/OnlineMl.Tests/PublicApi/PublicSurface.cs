using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace OnlineMl.Tests.PublicApi;

/// <summary>Prints the public surface of an assembly and compares it with the approved text beside this file.</summary>
internal static class PublicSurface
{
    /// <summary>Fails when the surface is not the approved one. With the environment variable ONLINEML_APPROVE_API=1 it
    /// becomes the approved one.</summary>
    public static void IsApproved(Assembly assembly)
    {
        var actual = Describe(assembly);
        var path = Path.Combine(RepositoryFolder(), "tests", "OnlineMl.Tests", "PublicApi", assembly.GetName().Name + ".txt");
        if (Environment.GetEnvironmentVariable("ONLINEML_APPROVE_API") == "1")
        {
            File.WriteAllText(path, actual);
        }

        var approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        Assert.True(
            approved == actual,
            $"The public surface of {assembly.GetName().Name} is not the approved one. New:{Lines(actual, approved)}Gone:{Lines(approved, actual)}" +
            "If that is meant, run this test with ONLINEML_APPROVE_API=1.");
    }

    private static string Lines(string text, string without)
    {
        var owner = "";
        var known = Members(without).ToHashSet(StringComparer.Ordinal);
        return Members(text).Where(member => !known.Contains(member)).Take(40).Aggregate("\n", (all, member) => all + member + "\n");

        IEnumerable<string> Members(string surface)
        {
            foreach (var line in surface.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                owner = line.StartsWith(' ') ? owner : line;
                yield return line.StartsWith(' ') ? $"{owner}: {line.Trim()}" : line;
            }
        }
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OnlineMl.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The repository was not found above the test's folder.");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
            text.Append(kind).Append(' ').Append(type.FullName).Append('\n');
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is (not MethodInfo { IsSpecialName: true }) or MethodInfo { Name: ['o', 'p', '_', ..] })
                .Where(member => member is not Type)
                .Select(Describe)
                .Order(StringComparer.Ordinal);
            foreach (var member in members)
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(MemberInfo member) => member switch
    {
        PropertyInfo property =>
            $"{property.PropertyType} {property.Name} {{{(property.GetMethod?.IsPublic == true ? " get;" : "")}{Setter(property)} }}",
        _ => member.ToString()!,
    };

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { IsPublic: true } setter ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
}
