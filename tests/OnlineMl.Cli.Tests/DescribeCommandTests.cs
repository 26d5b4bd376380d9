using System.Text.Json;

namespace OnlineMl.Cli.Tests;

public sealed class DescribeCommandTests
{
    private static readonly byte[] Data = "day,price,kind,note\n30.11.2026,\"$1,200\",a,x\n1.12.2026,NA,b,y\n2.12.2026,$5,a,x\n"u8.ToArray();

    [Fact]
    public void Describe_ShowsWhatColumnsAreTakenFor()
    {
        var (code, output, error) = Tool.RunWith(Data, "describe");
        Assert.True(code == 0, error);
        Assert.Contains("time (dmy)", output, StringComparison.Ordinal);
        Assert.Contains("2026-11-30 … 2026-12-02", output, StringComparison.Ordinal);
        Assert.Contains("5 … 1200", output, StringComparison.Ordinal);
        Assert.Contains("a (2)", output, StringComparison.Ordinal);
        Assert.Contains("3 rows", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_WritesJson()
    {
        var (code, output, error) = Tool.RunWith(Data, "describe", "--json", "--category", "price");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(3, json.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(["time (dmy)", "category", "category", "category"], json.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("kind").GetString()));
    }

    [Fact]
    public void Describe_TellsOfWhatDoesNotFit()
    {
        var data = System.Text.Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", 1000)) + "x\n");
        var (code, output, error) = Tool.RunWith(data, "describe", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("Line 1002", output, StringComparison.Ordinal);
        Assert.Contains("Line 1002", error, StringComparison.Ordinal);
    }
}
