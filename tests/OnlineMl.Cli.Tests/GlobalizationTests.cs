using System.Diagnostics;

namespace OnlineMl.Cli.Tests;

/// <summary>A text has the same words with the globalization data of the operating system and without.</summary>
public sealed class GlobalizationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Texts_AreTheSameWithAndWithoutGlobalizationData()
    {
        var data = Path.Combine(_folder, "data.csv");
        File.WriteAllText(data, "t,y\n\"crème brûlée ÉCLAIR\",1\nsteak İÇLİ ΟΔΟΣ,0\n" + string.Concat(Enumerable.Repeat("creme,1\nicli,0\n", 5)));
        var asked = "t\nCREME Brulee\néclair\nICLI\nοδος\ncrème\n"u8.ToArray();
        var answers = new List<string>();
        foreach (var trainedWith in new[] { "0", "1" })
        {
            foreach (var askedWith in new[] { "0", "1" })
            {
                var model = Path.Combine(_folder, trainedWith + askedWith);
                Run(trainedWith, null, "train", data, "--target", "y", "--spec", """[{"BagOfWords": {"on": "t"}}, "MultinomialNB"]""", "--save", model, "--text", "t");
                answers.Add(Run(askedWith, asked, "predict", "--model", model));
            }
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(5, answers[0].Trim().Split('\n').Length);
    }

    private static string Run(string isInvariant, byte[]? input, params string[] arguments)
    {
        var start = Tool.StartInfo(arguments);
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = isInvariant;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
