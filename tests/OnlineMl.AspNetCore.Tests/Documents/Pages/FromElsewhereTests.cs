using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Linear;
using OnlineMl.Metrics;
using OnlineMl.Preprocessing;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>The code of <c>docs/from-river.md</c> and <c>docs/from-ml-net.md</c>.</summary>
public sealed class FromElsewhereTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void APipeline_IsASpecOrCode()
    {
        var fromJson = Model.FromSpec("""["StandardScaler", {"LogisticRegression": {"l2": 0.01}}]""");
        var fromCode = new Model(new StandardScaler() | new LogisticRegression { L2 = 0.01 });
        Assert.Equal(fromJson.ToSpec(), fromCode.ToSpec());
    }

    [Fact]
    public void AFile_IsLearnedAsItIsRead()
    {
        var csv = Path.Combine(_folder, "visits.csv");
        File.WriteAllText(csv, "pages,country,bought\n7,FR,true\n1,DE,false\n8,FR,true\n");

        var data = new CsvDataset(() => File.OpenRead(csv), new ColumnOptions { Target = "bought" });
        var model = Model.FromSpec("""[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, "LogisticRegression"]""");
        using var reader = data.Open();
        var result = new ProgressiveValidation().Run(model, reader, new MetricSet(new Accuracy()));
        Console.WriteLine(result.Metrics["Accuracy"]);

        Assert.Equal(3, result.Examples);
    }
}
