using System.Text;
using System.Text.Json;

namespace OnlineMl.Cli.Tests;

public sealed class ShowCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Show_TellsWhatTheModelLearnedFrom()
    {
        var model = Trained("m.oml", """["StandardScaler", {"LogisticRegression": {"l2": 0.5}}]""");
        var (code, output, error) = Tool.Run("show", model);
        Assert.True(code == 0, error);
        Assert.Contains("\"l2\":0.5", output, StringComparison.Ordinal);
        Assert.Contains("columns                a (number), city (category)", output, StringComparison.Ordinal);
        Assert.Contains("classes                no, yes", output, StringComparison.Ordinal);
        Assert.Contains("examples               4", output, StringComparison.Ordinal);
        Assert.Contains("Accuracy ", output, StringComparison.Ordinal);

        (code, output, error) = Tool.Run("show", model, "--json");
        Assert.True(code == 0, error);
        var shown = JsonElement.Parse(output);
        Assert.Equal(new FileInfo(model).Length, shown.GetProperty("fileBytes").GetInt64());
        Assert.Equal("y", shown.GetProperty("target").GetString());
        Assert.True(shown.GetProperty("metrics").TryGetProperty("LogLoss", out _));
    }

    [Fact]
    public void Show_CountsOnWhereTrainingWentOn()
    {
        var first = Trained("m.oml", "GaussianNB");
        var second = Path.Combine(_folder, "second.oml");
        var (code, _, error) = Tool.RunWith("a,city,y\n3,Rome,no\n"u8.ToArray(), "train", "--model", first, "--save", second, "--json");
        Assert.True(code == 0, error);
        Assert.Equal(5, JsonElement.Parse(Tool.Run("show", second, "--json").Output).GetProperty("examples").GetInt64());
    }

    [Fact]
    public async Task Show_TellsEventsAndMetricsOfAServedModel()
    {
        await using var served = await ServedFolder.StartAsync();
        using var spec = new StringContent("\"GaussianNB\"");
        (await served.Http.PostAsync("api/model/binary/m/", spec)).EnsureSuccessStatusCode();
        foreach (var truth in (bool[])[true, false, true])
        {
            using var learn = new StringContent($$"""{"model": "m", "features": {"a": {{(truth ? 1 : 2)}}}, "ground_truth": {{(truth ? "true" : "false")}}}""");
            (await served.Http.PostAsync("api/learn/", learn)).EnsureSuccessStatusCode();
        }

        var model = Path.Combine(_folder, "m.oml");
        await File.WriteAllBytesAsync(model, await served.Http.GetByteArrayAsync("api/model/m/export"));
        var (code, output, error) = Tool.Run("show", model, "--json");
        Assert.True(code == 0, error);
        var shown = JsonElement.Parse(output);
        Assert.True(shown.GetProperty("events").GetInt64() >= 3);
        Assert.True(shown.GetProperty("metrics").TryGetProperty("Accuracy", out _));
    }

    [Fact]
    public void Diff_NamesThePlacesInWhichModelsDiffer()
    {
        string first = Trained("a.oml", """{"LogisticRegression": {"l2": 0.5}}"""), second = Trained("b.oml", """{"LogisticRegression": {"l2": 0.25}}""", "x");
        var (code, output, error) = Tool.Run("diff", first, second);
        Assert.True(code == 1, error);
        Assert.Contains("spec.LogisticRegression.l2: 0.5 -> 0.25\n", output, StringComparison.Ordinal);
        Assert.Contains("column x: nothing -> category\n", output, StringComparison.Ordinal);
        Assert.Contains("column city: category -> nothing\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("examples", output, StringComparison.Ordinal);
        var differences = JsonElement.Parse(Tool.Run("diff", first, second, "--json").Output);
        Assert.Equal("0.25", differences[0].GetProperty("second").GetString());

        (code, output, error) = Tool.Run("diff", first, first);
        Assert.True(code == 0, error);
        Assert.Equal("The models are the same.\n", output);
    }

    [Fact]
    public void ModelFromStandardInput_IsShownAndCompared()
    {
        var model = Trained("m.oml", "GaussianNB");

        Assert.Equal(Tool.Run("show", model, "--json").Output, Tool.RunWith(File.ReadAllBytes(model), "show", "-", "--json").Output);
        Assert.Equal((0, "The models are the same.\n", ""), Tool.RunWith(File.ReadAllBytes(model), "diff", model, "-"));
    }

    [Fact]
    public void FileThatIsNoModel_IsNamed_AndIsNoDifference()
    {
        var model = Trained("m.oml", "GaussianNB");
        var other = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(other, "a,b\n1,2\n");

        Assert.Equal((2, "", $"onlineml: '{other}' cannot be read. This is not a saved model.\n"), Tool.Run("diff", model, other));
        Assert.Equal((1, "", "onlineml: Standard input cannot be read. This is not a saved model.\n"), Tool.RunWith("a,b\n"u8.ToArray(), "show", "-"));
    }

    private string Trained(string name, string spec, string column = "city")
    {
        var file = Path.Combine(_folder, name);
        var data = Encoding.UTF8.GetBytes($"a,{column},y\n1,Rome,no\n2,Nice,yes\n1,Rome,no\n2,Rome,yes\n");
        var (code, _, error) = Tool.RunWith(data, "train", "--target", "y", "--spec", spec, "--save", file, "--json");
        Assert.True(code == 0, error);
        return file;
    }
}
