using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class ConfusionMatrixTests
{
    [Fact]
    public void ToString_ListsClassesInOrder()
    {
        var matrix = new ConfusionMatrix();
        string[] truth = ["cat", "ant", "cat", "cat", "ant", "bird"];
        string[] predicted = ["ant", "ant", "cat", "cat", "ant", "cat"];
        for (var i = 0; i < truth.Length; i++)
        {
            matrix.Update(truth[i], predicted[i]);
        }

        string[] lines = [.. matrix.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(["ant bird cat", "ant 2 0 0", "bird 0 0 1", "cat 1 0 2"], lines);
        Assert.Equal(1, matrix["bird", "cat"]);
    }

    [Fact]
    public void Revert_LeavesNoTraceOfAClass()
    {
        var matrix = new ConfusionMatrix();
        matrix.Update("a", "a", 0.1);
        matrix.Update("b", "a", 0.3);
        matrix.Update("b", "a", 0.6);
        matrix.Revert("b", "a", 0.3);
        matrix.Revert("b", "a", 0.6);

        Assert.Equal(["a"], matrix.Classes.Select(label => label.ToString()));
        Assert.Equal(0, matrix.Support("b"));
    }

    [Fact]
    public void Update_KeepsCountsAsClassesAreAdded()
    {
        var matrix = new ConfusionMatrix();
        for (long label = 0; label < 40; label++)
        {
            matrix.Update(label, label / 2);
            matrix.Update(label, label);
        }

        Assert.Equal(41, matrix.TotalTruePositives);
        Assert.Equal(2, matrix.Support(39));
        Assert.Equal(3, matrix.Predictions(10));
    }

    [Fact]
    public void HundredThousandClasses_CostAFewMegabytes()
    {
        var metrics = MetricSet.ForMulticlassClassification();
        Label[] labels = [.. Enumerable.Range(0, 100_000).Select(i => (Label)$"c{i}")];

        // What this thread allocates, arrays that were outgrown included, whatever runs beside it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var label in labels)
        {
            metrics.Update(label, labels[0]);
        }

        var size = GC.GetAllocatedBytesForCurrentThread() - before;
        var saved = OnlineMl.State.StateFormat.Save(metrics).Length;
        var values = metrics.Select(metric => metric.Value).ToList();

        Assert.InRange(size, 0, 32_000_000);
        Assert.InRange(saved, 0, 8_000_000);
        Assert.Equal(1e-5, values[0], 1e-12);
    }

    [Fact]
    public void ClassBeyondTheLimit_IsRefusedAndChangesNothing()
    {
        var matrix = new ConfusionMatrix { MaxClasses = 3 };
        matrix.Update("a", "b");
        matrix.Update("a", "c");
        var before = OnlineMl.State.StateFormat.Hash(matrix);

        Assert.Throws<ArgumentException>(() => matrix.Update("a", "d"));
        Assert.Throws<ArgumentException>(() => matrix.Update("d", "d"));
        Assert.Equal(before, OnlineMl.State.StateFormat.Hash(matrix));

        matrix.Update("c", "b");
        Assert.Equal(3, matrix.SampleCount);
    }

    [Fact]
    public void Window_OverEndlessNewClassesStaysSmall()
    {
        var accuracy = new RollingClassificationMetric(new Accuracy(), 100);
        for (var i = 0; i < 50_000; i++)
        {
            accuracy.Update($"c{i}", i % 2 == 0 ? $"c{i}" : "other");
        }

        Assert.Equal(0.5, accuracy.Value);
        Assert.InRange(OnlineMl.State.StateFormat.Save(accuracy).Length, 0, 20_000);
    }
}
