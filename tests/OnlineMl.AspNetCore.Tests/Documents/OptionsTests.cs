using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Serving.Configuration;
using OnlineMl.Tests;

namespace OnlineMl.AspNetCore.Tests.Documents;

/// <summary><c>docs/options.md</c> has every option once, with its type.</summary>
public partial class OptionsTests
{
    [Fact]
    public void EveryOption_HasARow()
    {
        using var services = new ServiceCollection().AddLogging().AddOnlineMl().Services.BuildServiceProvider();
        var options = services.GetServices<IConcern>().SelectMany(concern => concern.Names.Select(name => $"{name} {concern.GetType().GetGenericArguments()[0].Name}"));
        var rows = File.ReadLines(Repository.PathOf("docs", "options.md")).Select(line => Row().Match(line)).Where(row => row.Success).Select(row => $"{row.Groups["name"]} {row.Groups["type"]}");
        Assert.Equal(options.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| `(?<type>\w+)` \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
