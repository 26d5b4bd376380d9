using System.Globalization;
using System.Text;
using OnlineMl.Catalog;

namespace OnlineMl.Reference;

/// <summary>A page for each component of the catalog.</summary>
public static class CatalogPages
{
    /// <summary>The pages by the names of their files; <c>README.md</c> lists them.</summary>
    public static IReadOnlyDictionary<string, string> Make()
    {
        var documents = new XmlDocuments(typeof(Model).Assembly);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var groups = ComponentCatalog.BuiltIn.Components.GroupBy(component => component.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        foreach (var group in groups)
        {
            pages[group.Key + ".md"] = $"# {group.Key}\n{string.Concat(group.Select(component => Section(component, documents)))}\n[All components](README.md)\n";
        }

        var list = new StringBuilder("# Catalog\n\nThe components that a model spec may name. `onlineml catalog` and `GET catalog` tell the same.\n");
        foreach (var folder in groups.GroupBy(group => group.First().Type.Namespace!.Split('.')[^1], StringComparer.Ordinal).OrderBy(folder => folder.Key, StringComparer.Ordinal))
        {
            list.Append(CultureInfo.InvariantCulture, $"\n## {folder.Key}\n\n| Component | What it does |\n|---|---|\n");
            foreach (var group in folder)
            {
                list.Append(CultureInfo.InvariantCulture, $"| [{group.Key}]({group.Key}.md) | {Cell(group.First().Summary)} |\n");
            }
        }

        pages["README.md"] = list.ToString();
        return pages;
    }

    private static string Section(ComponentDescriptor component, XmlDocuments documents)
    {
        var id = XmlDocuments.IdOf(component.Type);
        var page = new StringBuilder($"\n{component.Summary}\n\n`{component.Type.FullName}`");
        page.Append(component.Tasks.Count > 0 ? $": {string.Join(", ", component.Tasks.Select(task => task.Replace('_', ' ')))}.\n" : ".\n");
        if (documents.Text(id, "remarks") is { Length: > 0 } remarks)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{remarks}\n");
        }

        if (component.Parameters.Count > 0)
        {
            page.Append("\n| Parameter | Kind | Default | Range | Meaning |\n|---|---|---|---|---|\n");
            foreach (var parameter in component.Parameters)
            {
                var value = parameter.IsRequired ? "required" : parameter.DefaultText;
                page.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Cell(parameter.Kind)} | {Cell(value)} | {Cell(parameter.Range)} | {Cell(parameter.Help)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
