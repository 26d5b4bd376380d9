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
}
