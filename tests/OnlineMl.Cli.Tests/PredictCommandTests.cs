using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Cli.Tests;

public sealed class PredictCommandTests : IDisposable
{
    private const string OneHot = """["OneHotEncoder", "LogisticRegression"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Predict_AnswersEachLineOfAPipeBeforeTheNextOneComes()
    {
        var model = Trained("a,b,y\n1,2,0\n3,4,1\n", """["StandardScaler", "LogisticRegression"]""");
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Tool.Start("predict", "--model", model);
        await process.StandardInput.WriteAsync("a,b\n");
        for (var i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i},{2 * i}\n"));
            await process.StandardInput.FlushAsync(timeout.Token);
            var line = await process.StandardOutput.ReadLineAsync(timeout.Token);
            using var json = JsonDocument.Parse(line!);
            Assert.True(json.RootElement.TryGetProperty("prediction", out _));
        }

        process.StandardInput.Close();
        Assert.Null(await process.StandardOutput.ReadLineAsync(timeout.Token));
        await process.WaitForExitAsync(timeout.Token);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Predict_ReadsAColumnAsTheModelLearnedIt()
    {
        var text = new StringBuilder("code,n,y\n");
        for (var i = 0; i < 200; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "A" : "7")},{i % 5},{i % 2}\n");
        }

        var model = Trained(text.ToString(), "GaussianNB");
        var small = Encoding.UTF8.GetBytes("code,n\n7,1\n7,2\n");
        var asLearned = Lines(Tool.RunWith(small, "predict", "--model", model));
        Assert.Equal(Lines(Tool.RunWith(small, "predict", "--model", model, "--category", "code", "--number", "n")), asLearned);
        Assert.NotEqual(Lines(Tool.RunWith(small, "predict", "--model", model, "--number", "code")), asLearned);
        var json = Encoding.UTF8.GetBytes("{\"code\":7,\"n\":1}\n{\"code\":\"7\",\"n\":2}\n");
        Assert.Equal(asLearned, Lines(Tool.RunWith(json, "predict", "--model", model)));
    }

    [Fact]
    public void Predict_LeavesOutWhatTrainingLeftOut()
    {
        var model = Trained("a,id,y\n1,900,0\n3,800,1\n2,700,0\n", "LogisticRegression", "--ignore", "id");
        var alone = Lines(Tool.RunWith("a\n2\n"u8.ToArray(), "predict", "--model", model));
        Assert.Equal(alone, Lines(Tool.RunWith("id,y,a\n5,1,2\n"u8.ToArray(), "predict", "--model", model)));
    }

    [Theory]
    [InlineData("a,b\n1,2\nx,2\n3,4\n")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"a\":\"x\",\"b\":2}\n{\"a\":3,\"b\":4}\n")]
    public void Predict_GoesOnAfterAnOddCell_AndTellsOfIt(string data)
    {
        var model = Trained("a,b,y\n1,2,0\n3,4,1\n", "LogisticRegression");
        var (code, output, error) = Tool.RunWith(Encoding.UTF8.GetBytes(data), "predict", "--model", model);
        Assert.Equal(0, code);
        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("'x' in the column 'a'", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n7\n3,4\n1,2,3\n", "Line 3 has fewer values than the 2 of the header; such rows are left out.")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"a\":\n{\"a\":3,\"b\":4}\nx\n", "Line 2: '{\"a\":' is not a JSON object; such lines are left out.")]
    public void Predict_AnswersARowThatCannotBeReadWithNull_AndTellsOfIt(string data, string told)
    {
        var model = Trained("a,b,y\n1,2,0\n3,4,1\n", "LogisticRegression");
        var (code, output, error) = Tool.RunWith(Encoding.UTF8.GetBytes(data), "predict", "--model", model);
        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([false, true, false, true], lines.Select(line => line == """{"prediction":null}"""));
        Assert.Contains($"onlineml: {told}\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_KnowsTheTargetOfASavedModel()
    {
        var model = Trained("a,class\n1,7\n3,9\n2,7\n", "GaussianNB", target: "class");
        var (code, output, error) = Tool.RunWith("class,a\n9,3\n9,3\n"u8.ToArray(), "evaluate", "--model", model, "--metrics", "Accuracy", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("\"examples\":2", output, StringComparison.Ordinal);
        Assert.Contains("'b' in the column 'class' is not a whole number", Tool.RunWith("class,a\nb,3\n"u8.ToArray(), "evaluate", "--model", model).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GoesOnWithTheColumnsOfTheModel()
    {
        var first = Trained("code,y\nA,0\n7,1\n", OneHot);
        var second = Path.Combine(_folder, "second.oml");
        var (code, _, error) = Tool.RunWith("more,y,code\nx,1,7\n"u8.ToArray(), "train", "--model", first, "--save", second);
        Assert.True(code == 0, error);
        var data = "code,more\n7,7\n"u8.ToArray();
        Assert.Equal(
            Lines(Tool.RunWith(data, "predict", "--model", second, "--category", "code,more")),
            Lines(Tool.RunWith(data, "predict", "--model", second)));
    }

    [Fact]
    public void Predict_ReadsOddCsvToItsEndOnce()
    {
        var model = Trained("a,y\n1,0\n3,1\n", "LogisticRegression");
        var text = new StringBuilder("a\n");
        for (var i = 0; i < 60_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 10}\n");
        }

        text.Append("\"5\" \n1\n");
        Assert.Equal(60_002, Lines(Tool.RunWith(Encoding.UTF8.GetBytes(text.ToString()), "predict", "--model", model)).Length);
    }

    private static string[] Lines((int ExitCode, string Output, string Error) run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private string Trained(string csv, string spec, string? option = null, string? value = null, string target = "y")
    {
        var file = Path.Combine(_folder, "model.oml");
        string[] more = option is null ? [] : [option, value!];
        var (code, _, error) = Tool.RunWith(Encoding.UTF8.GetBytes(csv), ["train", "--spec", spec, "--target", target, "--save", file, "--json", .. more]);
        Assert.True(code == 0, error);
        return file;
    }
}
