using OnlineMl.Reference;
using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary><c>docs/catalog</c> is what the catalog says, and the API has something to say of everything.</summary>
public class ReferenceTests
{
    [Fact]
    public void CatalogPages_AreUpToDate()
    {
        var folder = Repository.PathOf("docs", "catalog");
        var pages = CatalogPages.Make();
        if (Environment.GetEnvironmentVariable("ONLINEML_APPROVE_DOCS") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in pages)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }

        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.True(
            page.Value == File.ReadAllText(Path.Combine(folder, page.Key)),
            $"docs/catalog/{page.Key} is not what the catalog says; dotnet run --project tools/OnlineMl.Reference -- catalog docs/catalog writes it."));
    }

    [Fact]
    public void ApiPages_HaveEveryType()
    {
        var pages = ApiPages.Make();
        var page = pages["OnlineMl.Linear.md"];
        Assert.Contains("## LogisticRegression", page, StringComparison.Ordinal);
        Assert.Contains("| `double L2` |", page, StringComparison.Ordinal);
        Assert.All(pages, text => Assert.DoesNotMatch(@"\n## \S+\n\n\n", text.Value));
    }
}
