using System.Globalization;
using System.Reflection;
using System.Text;
using OnlineMl.Contracts;

namespace OnlineMl.Reference;

/// <summary>A page for each namespace of the public API.</summary>
public static class ApiPages
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    private static readonly Assembly[] Assemblies =
    [
        typeof(Model).Assembly, typeof(IOnlineMlClient).Assembly, typeof(Serving.OnlineMlCallOptions).Assembly, typeof(AspNetCore.OnlineMlAccessOptions).Assembly, typeof(Client.OnlineMlClientOptions).Assembly,
    ];

    /// <summary>The pages by the names of their files; <c>README.md</c> lists them.</summary>
    public static IReadOnlyDictionary<string, string> Make()
    {
        var documents = new XmlDocuments(Assemblies);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var list = new StringBuilder("# API reference\n\n");
        var types = Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.Namespace is not null && !type.FullName!.Contains('<', StringComparison.Ordinal));
        foreach (var space in types.GroupBy(type => type.Namespace!, StringComparer.Ordinal).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            pages[space.Key + ".md"] = $"# {space.Key}\n{string.Concat(space.OrderBy(NameOf, StringComparer.Ordinal).Select(type => Section(type, documents)))}";
            list.Append(CultureInfo.InvariantCulture, $"- [{space.Key}]({space.Key}.md): {string.Join(", ", space.Select(NameOf).Order(StringComparer.Ordinal))}\n");
        }

        pages["README.md"] = list.ToString();
        return pages;
    }

    private static string Section(Type type, XmlDocuments documents)
    {
        var id = XmlDocuments.IdOf(type);
        var page = new StringBuilder($"\n## {NameOf(type)}\n\n{documents.Text(id, "summary")}\n");
        if (documents.Text(id, "remarks") is { Length: > 0 } remarks)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{remarks}\n");
        }

        var rows = type.GetMembers(Declared)
            .Where(member => member is not Type && !member.Name.Contains('<', StringComparison.Ordinal) && member is not MethodInfo { IsSpecialName: true } and not FieldInfo { IsSpecialName: true })
            .Select(member => (Name: Signature(member), Text: XmlDocuments.IdOf(member) is { } key ? documents.Text(key, "summary") : ""))
            .Where(row => row.Text.Length > 0)
            .ToArray();
        if (rows.Length > 0)
        {
            page.Append("\n| Member | What it does |\n|---|---|\n");
            foreach (var (name, text) in rows)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{name.Replace("|", "\\|", StringComparison.Ordinal)}` | {text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} |\n");
            }
        }

        return page.ToString();
    }

    private static string Signature(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new {NameOf(constructor.DeclaringType!)}({Parameters(constructor.GetParameters())})",
        MethodInfo method => $"{NameOf(method.ReturnType)} {method.Name}{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "")}({Parameters(method.GetParameters())})",
        PropertyInfo property => $"{NameOf(property.PropertyType)} {property.Name}",
        FieldInfo { FieldType.IsEnum: false } field => $"{NameOf(field.FieldType)} {field.Name}",
        _ => member.Name,
    };

    private static string Parameters(ParameterInfo[] parameters) =>
        string.Join(", ", parameters.Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        var name = type.Name.Split('`')[0];
        name = type is { IsNested: true, IsGenericParameter: false } ? $"{type.DeclaringType!.Name.Split('`')[0]}.{name}" : name;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
