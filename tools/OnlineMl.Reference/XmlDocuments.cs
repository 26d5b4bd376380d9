using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OnlineMl.Reference;

/// <summary>The documentation of assemblies, as Markdown.</summary>
public sealed partial class XmlDocuments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <param name="assemblies">The assemblies, which have their XML files beside them.</param>
    public XmlDocuments(params IEnumerable<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        foreach (var assembly in assemblies)
        {
            foreach (var member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"), LoadOptions.PreserveWhitespace).Descendants("member"))
            {
                _members[member.Attribute("name")!.Value] = member;
            }
        }
    }

    /// <summary>The identifier of a type.</summary>
    public static string IdOf(Type type) => "T:" + NameOf(type);

    /// <summary>The identifier of a member; null for a kind that has none.</summary>
    public static string? IdOf(MemberInfo member) => member switch
    {
        Type type => IdOf(type),
        MethodBase method => $"M:{NameOf(method.DeclaringType!)}.{(method.IsConstructor ? "#ctor" : method.Name)}{(method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")}{Parameters(method.GetParameters())}",
        PropertyInfo property => $"P:{NameOf(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        FieldInfo field => $"F:{NameOf(field.DeclaringType!)}.{field.Name}",
        EventInfo raised => $"E:{NameOf(raised.DeclaringType!)}.{raised.Name}",
        _ => null,
    };

    /// <summary>A part of what is said of a member, such as <c>summary</c>; empty when it is not there.</summary>
    public string Text(string id, string part) =>
        _members.TryGetValue(id, out var member) && member.Element(part) is { } element ? Markdown(element).Replace(" \n", "\n", StringComparison.Ordinal).Trim() : "";

    private static string NameOf(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => Reference(parameter.ParameterType)))})";

    private static string Reference(Type type) =>
        type.IsByRef ? Reference(type.GetElementType()!) + "@"
        : type.IsArray ? Reference(type.GetElementType()!) + "[]"
        : type.IsGenericMethodParameter ? $"``{type.GenericParameterPosition}"
        : type.IsGenericTypeParameter ? $"`{type.GenericParameterPosition}"
        : type.IsGenericType ? $"{NameOf(type.GetGenericTypeDefinition()).Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Reference))}}}"
        : NameOf(type);

    private static string Markdown(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText words => Blanks().Replace(words.Value, " "),
                XElement { Name.LocalName: "see" or "seealso" } see => $"`{Short(see)}`",
                XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{name.Attribute("name")?.Value}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "code" } code => $"\n\n```csharp\n{Unindented(code.Value)}\n```\n\n",
                XElement { Name.LocalName: "para" or "item" } paragraph => $"\n\n{Markdown(paragraph).Trim()}\n\n",
                XElement other => Markdown(other),
                _ => "",
            });
        }

        return text.ToString();
    }

    private static string Short(XElement see)
    {
        var target = see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? see.Attribute("href")?.Value ?? see.Value;
        var name = target.Split('(')[0];
        var isMember = name.StartsWith("P:", StringComparison.Ordinal) || name.StartsWith("M:", StringComparison.Ordinal) || name.StartsWith("F:", StringComparison.Ordinal);
        var parts = name.Split(':')[^1].Split('.');
        return string.Join('.', parts[^(isMember && parts.Length > 1 ? 2 : 1)..]).Split('`')[0].Replace(".#ctor", "", StringComparison.Ordinal);
    }

    private static string Unindented(string code)
    {
        var lines = code.Trim('\r', '\n').TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..].TrimEnd() : ""));
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
