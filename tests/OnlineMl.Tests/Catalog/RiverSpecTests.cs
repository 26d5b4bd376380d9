using System.Text.Json;
using OnlineMl.Catalog;

namespace OnlineMl.Tests.Catalog;

/// <summary>The specs of the reference records, which lie beside the repository, where they lie there.</summary>
public sealed class RiverSpecTests
{
    public static TheoryData<string> Files => ["golden.json", "golden_v24.json"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Create_BuildsTheModelsOfTheRecords(string file)
    {
        if (Find(file) is not { } path)
        {
            return;
        }

        using var records = JsonDocument.Parse(File.ReadAllBytes(path));
        var failures = new List<string>();
        foreach (var record in records.RootElement.GetProperty("records").EnumerateArray())
        {
            if (!record.TryGetProperty("spec", out var spec) || spec.GetRawText() is "{}")
            {
                continue;
            }

            // These records leave out the window that river was given.
            if (record.GetProperty("id").GetString()!.StartsWith("stats/RollingIQR", StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                var model = ComponentCatalog.BuiltIn.Create(spec);
                var full = ComponentCatalog.BuiltIn.ToSpec(model);
                Assert.Equal(full, ComponentCatalog.BuiltIn.ToSpec(ComponentCatalog.BuiltIn.Create(full)));
                Assert.Equal(full, ComponentCatalog.BuiltIn.ToSpec(Untrained.CopyOf(model)));
            }
            catch (SpecException e) when (!IsOutside(e))
            {
                failures.Add($"{record.GetProperty("id").GetString()}: {e.Message}");
            }
            catch (SpecException)
            {
                // River has components that the library does not.
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static bool IsOutside(SpecException e) =>
        e.Problem.StartsWith("there is no component", StringComparison.Ordinal) || e.Problem.Contains("holds code", StringComparison.Ordinal);

    private static string? Find(string file)
    {
        if (Environment.GetEnvironmentVariable("ONLINEML_SHARED") is { Length: > 0 } shared)
        {
            return Path.Combine(shared, "parity", file);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "..", "shared", "parity", file);
            if (File.Exists(Path.Combine(folder.FullName, "OnlineMl.sln")))
            {
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
