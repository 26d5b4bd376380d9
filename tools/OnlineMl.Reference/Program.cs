using OnlineMl.Reference;

if (args is not [("catalog" or "api") and var what, var folder])
{
    Console.Error.WriteLine("usage: dotnet run --project tools/OnlineMl.Reference -- catalog docs/catalog\n       dotnet run --project tools/OnlineMl.Reference -- api FOLDER");
    return 2;
}

var pages = what == "catalog" ? CatalogPages.Make() : ApiPages.Make();
Directory.CreateDirectory(folder);
foreach (var earlier in Directory.EnumerateFiles(folder, "*.md"))
{
    File.Delete(earlier);
}

foreach (var (name, text) in pages)
{
    File.WriteAllText(Path.Combine(folder, name), text);
}

Console.WriteLine($"{pages.Count} pages are in {folder}.");
return 0;
