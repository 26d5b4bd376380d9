using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private const string Logistic = """["StandardScaler", "LogisticRegression"]""";

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Evaluate_WritesJson()
    {
        var (code, output, _) = Tool.Run("evaluate", "sample:breast-cancer", "--spec", Logistic, "--metrics", "Accuracy,ROCAUC", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(569, json.RootElement.GetProperty("examples").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("Accuracy").GetDouble(), 0.94, 1);
        Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("ROCAUC").GetDouble(), 0.97, 1);
        Assert.True(json.RootElement.GetProperty("seconds").GetDouble() > 0);
        Assert.True(json.RootElement.GetProperty("examplesPerSecond").GetDouble() > 0);
        Assert.True(json.RootElement.GetProperty("modelBytes").GetInt64() > 0);
    }

    [Theory]
    [InlineData("csv", "Line 100001: 'A1' in the column 'zip' is no number that can be used; such values count as missing")]
    [InlineData("ndjson", "Line 100000: 'A1' in the column 'zip' is a text where the first value was a number; it is taken as a text")]
    public void AKindThatChangesLate_IsToldWithItsLine_AndTheRunGoesOn(string format, string note)
    {
        var file = Path.Combine(_folder, "late." + format);
        using (var text = new StreamWriter(file))
        {
            text.Write(format == "csv" ? "zip,code,y\n" : "");
            for (var i = 1; i <= 100_000; i++)
            {
                var zip = i == 100_000 ? "A1" : (10_000 + (i % 80_000)).ToString(CultureInfo.InvariantCulture);
                var code = i == 100_000 ? "B2" : $"0{1000 + (i % 7)}";
                text.Write(format == "csv" ? $"{zip},{code},{i % 3}\n" : $"{{\"zip\":{(i == 100_000 ? "\"A1\"" : zip)},\"code\":\"{code}\",\"y\":{i % 3}}}\n");
            }
        }

        string[] arguments = ["evaluate", file, "--target", "y", "--spec", """["StandardScaler", "LinearRegression"]""", "--json"];
        var (exit, output, error) = Tool.Run(arguments);
        Assert.True(exit == 0, error);
        Assert.Contains(note, error, StringComparison.Ordinal);
        var result = JsonElement.Parse(output);
        Assert.Equal(100_000, result.GetProperty("examples").GetInt64());
        Assert.StartsWith(note, Assert.Single(result.GetProperty("notes").EnumerateArray()).GetString(), StringComparison.Ordinal);

        (var failure, _, error) = Tool.Run([.. arguments, "--strict"]);
        Assert.Equal(1, failure);
        Assert.Contains(note[..13], error, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeColumn_TellsTheTimeInEvaluateTrainAndPredict()
    {
        var file = Path.Combine(_folder, "sales.csv");
        File.WriteAllText(file, "when,shop,price,y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"2026-01-{1 + (i / 2):00}T{i % 2 * 12:00}:00,s{i % 3},{i},{i}")) + "\n");
        const string Spec = """[{"Agg": {"on": "price", "by": ["shop"], "how": {"TimeRolling": {"obj": "Mean", "period": 86400}}}}, "LinearRegression"]""";
        var (code, output, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--time-column", "when", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("\"MAE\"", output, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec);
        Assert.NotEqual(0, code);
        Assert.Contains("needs the moment", error, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--time-column", "shop");
        Assert.NotEqual(0, code);
        Assert.Contains("'shop'", error, StringComparison.Ordinal);

        var model = Path.Combine(_folder, "model.oml");
        (code, _, error) = Tool.Run("train", file, "--target", "y", "--spec", Spec, "--time-column", "when", "--save", model);
        Assert.True(code == 0, error);
        (code, output, error) = Tool.Run("predict", file, "--target", "y", "--model", model);
        Assert.True(code == 0, error);
        File.WriteAllText(file, File.ReadAllText(file).Replace("when", "moment", StringComparison.Ordinal));
        (code, var renamed, error) = Tool.Run("predict", file, "--target", "y", "--model", model, "--time-column", "moment");
        Assert.True(code == 0, error);
        Assert.Equal(output, renamed);
    }

    [Fact]
    public void MaxMadeFeatures_RefusesWhatAStepWouldMakeTooMuchOf()
    {
        var (code, _, error) = Tool.Run("evaluate", "sample:iris", "--spec", """["PolynomialExtender", "GaussianNB"]""", "--max-made-features", "3");
        Assert.NotEqual(0, code);
        Assert.Contains("PolynomialExtender", error, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", "sample:iris", "--spec", "GaussianNB", "--max-made-features", "0");
        Assert.NotEqual(0, code);
        Assert.Contains("--max-made-features is 0", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_MeasuresAForecastAtEachStepOfItsHorizon()
    {
        var file = Path.Combine(_folder, "series.csv");
        File.WriteAllText(file, "month,y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"m{i},{100 + i + (10 * (i % 4))}")) + "\n");
        const string Spec = """{"HoltWinters": {"alpha": 0.3, "beta": 0.1, "gamma": 0.5, "seasonality": 4}}""";
        var (code, output, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--horizon", "3", "--metrics", "MAE", "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var metrics = json.RootElement.GetProperty("metrics");
        Assert.Equal(["MAE", "MAE+1", "MAE+2", "MAE+3"], metrics.EnumerateObject().Select(metric => metric.Name));
        Assert.All(metrics.EnumerateObject(), metric => Assert.InRange(metric.Value.GetDouble(), 0.001, 20));

        (code, output, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--json");
        Assert.True(code == 0, error);
        Assert.Contains("\"MAE\"", output, StringComparison.Ordinal);
        Assert.Contains("\"RMSE\"", output, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", "LinearRegression", "--horizon", "3");
        Assert.NotEqual(0, code);
        Assert.Contains("only a forecaster has a horizon", error, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--horizon", "0");
        Assert.NotEqual(0, code);
        Assert.Contains("--horizon is 0", error, StringComparison.Ordinal);
        (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", Spec, "--metrics", "Accuracy");
        Assert.NotEqual(0, code);
        Assert.Contains("Accuracy does not measure forecasting", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LogisticRegression")]
    [InlineData("GaussianNB")]
    public void Evaluate_MeasuresTheSame_HoweverTheTargetIsSpelledAndRead(string spec)
    {
        var plain = Metrics("false", "true", "bool");
        foreach (var (negative, positive, type) in (ReadOnlySpan<(string, string, string?)>)
            [("0", "1", null), ("0", "1", "int"), ("0", "1", "bool"), ("0", "1", "text"), ("0", "1", "number"), ("\"False\"", "\"True\"", "text"), ("\"False\"", "\"True\"", null),
            ("-1", "1", "int"), ("-1", "1", null), ("-1", "1", "text")])
        {
            Assert.Equal(plain, Metrics(negative, positive, type));
        }

        string Metrics(string negative, string positive, string? type)
        {
            var file = Path.Combine(_folder, "truths.ndjson");
            File.WriteAllLines(file, Enumerable.Range(0, 100).Select(i => $$"""{"a": {{i % 7}}, "y": {{(i % 7 > 4 ? positive : negative)}}}"""));
            string[] arguments = ["evaluate", file, "--target", "y", "--spec", spec, "--metrics", "Accuracy,LogLoss,F1,ROCAUC,MCC", "--json"];
            var (code, output, error) = Tool.Run(type is null ? arguments : [.. arguments, "--target-type", type]);
            Assert.True(code == 0, error);
            using var json = JsonDocument.Parse(output);
            return json.RootElement.GetProperty("metrics").GetRawText();
        }
    }

    [Fact]
    public void Evaluate_RefusesAThirdClassOfAModelOfTwo_WithItsLine()
    {
        var file = Path.Combine(_folder, "three.csv");
        File.WriteAllText(file, "a,y\n1,red\n2,green\n3,red\n4,blue\n");
        var (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--spec", "LogisticRegression");
        Assert.NotEqual(0, code);
        Assert.Contains("'blue' is neither 'red' nor 'green', the two classes of the model", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_NameEachClassAsTheModelDoes()
    {
        string file = Path.Combine(_folder, "mixed.ndjson"), predictions = Path.Combine(_folder, "predictions.ndjson");
        File.WriteAllLines(file, ["""{"a": 1, "y": "True"}""", """{"a": 2, "y": "False"}""", """{"a": 1, "y": true}""", """{"a": 2, "y": 0}"""]);
        var (code, _, error) = Tool.Run("evaluate", file, "--target", "y", "--target-type", "text", "--spec", "LogisticRegression", "--predictions", predictions);
        Assert.True(code == 0, error);
        var lines = File.ReadAllLines(predictions);
        Assert.All(lines[1..], line => Assert.Contains("\"probabilities\":{\"False\":", line, StringComparison.Ordinal));
        Assert.EndsWith("\"target\":\"True\"}", lines[^2], StringComparison.Ordinal);
        Assert.EndsWith("\"target\":\"False\"}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void TrainedForecaster_PredictsAHorizon()
    {
        var (file, saved) = (Path.Combine(_folder, "series.csv"), Path.Combine(_folder, "series.model"));
        File.WriteAllText(file, "month,y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"m{i},{100 + i}")) + "\n");
        var (code, _, error) = Tool.Run("train", file, "--target", "y", "--spec", """{"HoltWinters": {"alpha": 0.5, "beta": 0.5}}""", "--save", saved);
        Assert.True(code == 0, error);
        (code, var output, error) = Tool.Run("predict", file, "--model", saved, "--horizon", "2", "--limit", "1");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal([160, 161], json.RootElement.GetProperty("prediction").EnumerateArray().Select(value => Math.Round(value.GetDouble())));
    }

    [Fact]
    public void Evaluate_WritesATable()
    {
        var (code, output, _) = Tool.Run("evaluate", "sample:iris", "--spec", "GaussianNB", "--limit", "100");
        Assert.Equal(0, code);
        Assert.Contains("Accuracy", output, StringComparison.Ordinal);
        Assert.Contains("100", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_TakesTheSameDataInEveryForm()
    {
        var csv = Rows("a,b,y", ",", "");
        var file = Path.Combine(_folder, "data.csv");
        File.WriteAllText(file, csv);
        var packed = Path.Combine(_folder, "data.csv.gz");
        using (var stream = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(csv));
        }

        var utf16 = Path.Combine(_folder, "wide.csv");
        File.WriteAllText(utf16, csv, Encoding.Unicode);
        var json = Encoding.UTF8.GetBytes(Rows("", ",", "json"));
        var expected = Metric(Tool.Run("evaluate", file, "--target", "y", "--spec", Logistic, "--metrics", "LogLoss", "--json"));
        Assert.Equal(expected, Metric(Tool.Run("evaluate", packed, "--target", "y", "--spec", Logistic, "--metrics", "LogLoss", "--json")));
        Assert.Equal(expected, Metric(Tool.Run("evaluate", utf16, "--target", "y", "--spec", Logistic, "--metrics", "LogLoss", "--json")));
        Assert.Equal(expected, Metric(Tool.RunWith(Encoding.UTF8.GetBytes(csv), "evaluate", "--target", "y", "--spec", Logistic, "--metrics", "LogLoss", "--json")));
        Assert.Equal(expected, Metric(Tool.RunWith(json, "evaluate", "-", "--target", "y", "--spec", Logistic, "--metrics", "LogLoss", "--json")));
    }

    [Theory]
    [InlineData("NA", null)]
    [InlineData("x", "Line 50002: 'x' in the column 'a' is no number that can be used; such values count as missing.")]
    public void Evaluate_LosesNoColumnToOneOddCell(string cell, string? told)
    {
        var text = new StringBuilder("a,y\n");
        for (var i = 0; i < 60_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 50_000 ? cell : i % 7)},{i % 7 * 2}\n");
        }

        var (code, output, error) = Tool.RunWith(
            Encoding.UTF8.GetBytes(text.ToString()), "evaluate", "--target", "y", "--spec", """["StandardScaler", "LinearRegression"]""", "--metrics", "R2", "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("R2").GetDouble(), 0.99, 1);
        Assert.Equal(told is null ? [] : [told], json.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.Equal(told is null ? "" : $"onlineml: {told}\n", error);
    }

    [Fact]
    public void Train_LeavesOutRowsWithoutATarget_AndCountsThem()
    {
        var data = "a,y\n1,2\n2,\n3,NA\n4,8\n"u8.ToArray();
        string[] arguments = ["train", "--target", "y", "--spec", "LinearRegression", "--save", Path.Combine(_folder, "m.oml"), "--json"];
        var (code, output, error) = Tool.RunWith(data, arguments);
        Assert.True(code == 0, error);
        Assert.Contains("\"examples\":2,", output, StringComparison.Ordinal);
        Assert.Contains("\"skippedRows\":2,", output, StringComparison.Ordinal);
        Assert.Contains("Line 3", error, StringComparison.Ordinal);
        (code, _, error) = Tool.RunWith(data, [.. arguments, "--strict"]);
        Assert.Equal(1, code);
        Assert.Contains("Line 3", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FEMALE", "MALE", "FEMALE")]
    [InlineData("no", "yes", "no")]
    [InlineData("0", "1", "0")]
    [InlineData("True", "False", "false")]
    [InlineData("1", "2", "2")]
    public void Positive_SaysWhichClassIsSearched(string first, string second, string positive)
    {
        // Few are positive, so that precision and recall of both classes differ.
        var data = Encoding.UTF8.GetBytes("a,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 7},{(i % 7 > 4 ? first : second)}\n")));
        string[] arguments = ["evaluate", "--target", "y", "--spec", "GaussianNB", "--metrics", "Recall", "--json"];
        double Recall(params string[] more) => Metric(Tool.RunWith(data, [.. arguments, .. more]));
        var other = string.Equals(positive, first, StringComparison.OrdinalIgnoreCase) ? second : first;
        Assert.NotEqual(Recall("--positive", positive), Recall("--positive", other));
        var (code, _, error) = Tool.RunWith(data, [.. arguments, "--positive", "nobody"]);
        Assert.Equal(2, code);
        Assert.Contains("--positive is 'nobody'; the target has '", error, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictUnlabeled_PredictsRowsWithoutATarget_AndNothingMore()
    {
        var predictions = Path.Combine(_folder, "p.ndjson");
        string[] arguments = ["evaluate", "--target", "y", "--spec", """{"LinearRegression": {"optimizer": {"SGD": 0.01}}}""", "--metrics", "MAE", "--predictions", predictions, "--json"];
        var without = Tool.RunWith("a,y\n1,2\n4,8\n"u8.ToArray(), arguments);
        foreach (var data in (ReadOnlySpan<string>)["a,y\n1,2\n2,\n3,NA\n4,8\n", "{\"a\":1,\"y\":2}\n{\"a\":2}\n{\"a\":3,\"y\":null}\n{\"a\":4,\"y\":8}\n"])
        {
            var run = Tool.RunWith(Encoding.UTF8.GetBytes(data), [.. arguments, "--predict-unlabeled"]);
            Assert.Equal(Metric(without), Metric(run));
            Assert.Contains("\"examples\":2,", run.Output, StringComparison.Ordinal);
            Assert.Contains("\"skippedRows\":0,\"predictedOnly\":2,", run.Output, StringComparison.Ordinal);
            Assert.Equal([true, false, false, true], File.ReadAllLines(predictions).Select(line => line.Contains("target", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("", "The data have no rows.")]
    [InlineData("a,y\n", "The data have no rows.")]
    [InlineData("a,y\n1,\n2,NA\n", "None of the 2 rows can be used: Line 2")]
    public void Evaluate_RefusesDataWithoutExamples(string data, string message)
    {
        var (code, output, error) = Tool.RunWith(Encoding.UTF8.GetBytes(data), "evaluate", "--target", "y", "--spec", "LinearRegression", "--json");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_ReadsDatesAndMissingValuesAsTrainingDid()
    {
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1 + (i % 28)}.{1 + (i / 28)}.2026;{i % 9},5;{i % 28}\n")));
        var model = Path.Combine(_folder, "m.oml");
        var (code, _, error) = Tool.RunWith(
            Encoding.UTF8.GetBytes("day;n;y\n" + rows), "train", "--target", "y", "--spec", """["StandardScaler", "LinearRegression"]""", "--missing", "?", "--save", model, "--json");
        Assert.True(code == 0, error);
        (code, var output, error) = Tool.RunWith("n,day\n?,1.2.2026\n\"8,5\",20.2.2026\n"u8.ToArray(), "predict", "--model", model);
        Assert.True(code == 0, error);
        Assert.Empty(error);
        var predictions = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("prediction").GetDouble()).ToArray();
        Assert.True(predictions[0] < predictions[1]);
    }

    [Fact]
    public void Evaluate_WarnsOfTextsThatTheModelPassesOver_AndProposesASpecThatUsesThem()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 7},{(i % 2 == 0 ? "FR" : "DE")},{i % 2}\n")));
        var data = Encoding.UTF8.GetBytes("age,country,y\n" + rows);
        var (code, output, error) = Tool.RunWith(data, "evaluate", "--target", "y", "--spec", Logistic, "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(
            ["age number as a number", "country category ignored by the model", "y target the target"],
            json.RootElement.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name")} {column.GetProperty("kind")} {column.GetProperty("use")}"));
        Assert.Contains("the model passes over 'country'", error, StringComparison.Ordinal);
        var proposed = error.Split('\'', StringSplitOptions.RemoveEmptyEntries)[^2];
        var better = Tool.RunWith(data, "evaluate", "--target", "y", "--spec", proposed, "--metrics", "Accuracy", "--json");
        Assert.Empty(better.Error);
        Assert.True(Metric(better) > 0.95);
    }

    [Fact]
    public void WeightColumn_IsHowOftenARowCounts()
    {
        const string Spec = """{"LinearRegression": {"optimizer": {"SGD": 0.01}}}""";
        string Learned(string data, params string[] more)
        {
            var model = Path.Combine(_folder, "w.oml");
            var (code, _, error) = Tool.RunWith(Encoding.UTF8.GetBytes(data), ["train", "--target", "y", "--spec", Spec, "--save", model, "--json", .. more]);
            Assert.True(code == 0, error);
            return Tool.RunWith("a,w\n1,9\n"u8.ToArray(), "predict", "--model", model).Output;
        }

        var plain = Learned("a,y\n1,2\n2,3\n");
        Assert.Equal(plain, Learned("a,w,y\n1,1,2\n2,1,3\n", "--weight-column", "w"));
        Assert.NotEqual(plain, Learned("a,w,y\n1,2,2\n2,1,3\n", "--weight-column", "w"));
        Assert.Equal(Learned("a,y\n2,3\n"), Learned("a,w,y\n1,0,2\n2,1,3\n", "--weight-column", "w"));
    }

    [Fact]
    public void Evaluate_WritesPredictions()
    {
        var file = Path.Combine(_folder, "predictions.ndjson");
        Assert.Equal(0, Tool.Run("evaluate", "sample:iris", "--spec", "GaussianNB", "--predictions", file, "--json").ExitCode);
        var lines = File.ReadAllLines(file);
        Assert.Equal(150, lines.Length);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(last.RootElement.GetProperty("prediction").GetString(), last.RootElement.GetProperty("target").GetString());
        Assert.Equal(1, last.RootElement.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 9);
    }

    [Fact]
    public void Evaluate_MeasuresClustersBehindAScaler()
    {
        const string Spec = """["StandardScaler", {"KMeans": {"n_clusters": 3, "seed": 1}}]""";
        var scaled = Metric(Tool.Run("evaluate", "sample:iris", "--spec", Spec, "--metrics", "Silhouette", "--json"));
        Assert.InRange(scaled, 0.01, 0.99);
    }

    [Fact]
    public void Train_SavesWhatPredictAndEvaluateLoad()
    {
        var model = Path.Combine(_folder, "m.oml");
        Assert.Equal(0, Tool.Run("train", "sample:breast-cancer", "--spec", Logistic, "--save", model, "--json").ExitCode);
        var (code, output, _) = Tool.Run("predict", "sample:breast-cancer", "--model", model, "--limit", "20");
        Assert.Equal(0, code);
        Assert.Equal(20, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var trained = Metric(Tool.Run("evaluate", "sample:breast-cancer", "--model", model, "--metrics", "LogLoss", "--json"));
        var untrained = Metric(Tool.Run("evaluate", "sample:breast-cancer", "--spec", Logistic, "--metrics", "LogLoss", "--json"));
        Assert.True(trained < untrained);
    }

    [Theory]
    [InlineData(1, "no-such-file.csv", "evaluate", "no-such-file.csv", "--target", "y", "--spec", "LogisticRegression")]
    [InlineData(1, "LogisticRegression", "evaluate", "sample:iris", "--spec", "LogisticRegressio")]
    [InlineData(2, "--target", "evaluate", "x.csv", "--spec", "LogisticRegression")]
    [InlineData(2, "--spec", "evaluate", "x.csv", "--target", "y")]
    [InlineData(2, "--nonsense", "evaluate", "--nonsense")]
    [InlineData(2, "there is no command 'evaluat'. Did you mean 'evaluate'?", "evaluat", "x.csv")]
    [InlineData(2, "there is no command 'ad'. Did you mean 'add'?", "user", "ad")]
    [InlineData(2, "'onlineml user --help' lists them", "user")]
    [InlineData(2, "'onlineml --help' lists them")]
    [InlineData(2, "--target", "evaluate", "sample:iris", "--target", "y", "--spec", "GaussianNB")]
    [InlineData(2, "--weight-column", "evaluate", "sample:iris", "--weight-column", "w", "--spec", "GaussianNB")]
    [InlineData(1, "'/' is a folder", "evaluate", "/", "--target", "y", "--spec", "GaussianNB")]
    [InlineData(1, "'/' is a folder", "show", "/")]
    [InlineData(2, "no-such-file.oml", "diff", "no-such-file.oml", "no-such-file.oml")]
    [InlineData(2, "--target-type", "evaluate", "x.csv", "--target", "y", "--target-type", "date", "--spec", "LogisticRegression")]
    [InlineData(2, "NoSuchThing", "catalog", "NoSuchThing")]
    public void Mistakes_AreOneLineAndAnExitCode(int expected, string named, params string[] arguments)
    {
        var (code, output, error) = Tool.Run(arguments);
        Assert.Equal(expected, code);
        Assert.Empty(output);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "is no weight", "--weight-column", "b")]
    [InlineData("a", "--positive", "--positive", "maybe")]
    [InlineData("b", "'b' cannot be the weight and the target", "--weight-column", "b")]
    [InlineData("a", "The data have no column 'when', which tells the model the time; they have a, b.", "--time-column", "when")]
    public void OptionOfAColumn_ThatDoesNotFit_IsNamed(string target, string message, params string[] options)
    {
        var (code, output, error) = Tool.RunWith("a,b\nyes,x\nno,y\n"u8.ToArray(), ["evaluate", "--target", target, "--spec", "LogisticRegression", "--json", .. options]);
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatAreNone_AreNamed_AlsoWherePositiveLooksForClasses()
    {
        var (code, _, error) = Tool.RunWith("a,b\nyes,x\nno,y\n"u8.ToArray(), "evaluate", "--target", "a", "--spec", "LogisticRegression", "--weight-column", "b", "--positive", "yes");
        Assert.Equal(1, code);
        Assert.Equal("onlineml: None of the 2 rows can be used: Line 2: 'x' in the column 'b' is no weight; such rows are left out (2 times).\n", error);
    }

    [Fact]
    public void Help_FitsALineOfATerminal()
    {
        foreach (var command in (string[])["", "catalog", "completion", "convert"])
        {
            var (code, output, _) = Tool.Run([.. command.Length == 0 ? Array.Empty<string>() : [command], "--help"]);
            Assert.Equal(0, code);
            Assert.DoesNotContain(output.Split('\n'), line => line.Length > 320);
        }
    }

    [Fact]
    public void Catalog_TellsTheParameters()
    {
        var (code, output, _) = Tool.Run("catalog", "LogisticRegression", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Contains(json.RootElement.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").ValueEquals("optimizer"));
        Assert.Contains("StandardScaler", Tool.Run("catalog").Output, StringComparison.Ordinal);
    }

    private static double Metric((int ExitCode, string Output, string Error) run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("metrics").EnumerateObject().Single().Value.GetDouble();
    }

    private static string Rows(string header, string separator, string form)
    {
        var random = new Random(3);
        var text = new StringBuilder(header.Length > 0 ? header + "\n" : "");
        for (var i = 0; i < 300; i++)
        {
            var a = Math.Round(random.NextDouble(), 4);
            var b = random.Next(-50, 50);
            var y = a * 100 > b ? 1 : 0;
            text.Append(form == "json"
                ? string.Create(CultureInfo.InvariantCulture, $$"""{"a":{{a}},"b":{{b}},"y":{{y}}}""")
                : string.Create(CultureInfo.InvariantCulture, $"{a}{separator}{b}{separator}{y}"));
            text.Append('\n');
        }

        return text.ToString();
    }
}
