using OnlineMl.State;

namespace OnlineMl.Tests;

public class ProbabilitiesTests
{
    [Fact]
    public void Fill_ListsClassesOfTableWithoutCopyingThem()
    {
        var classes = new ClassTable();
        var probabilities = new Probabilities();
        Assert.True(probabilities.MostProbable.IsNone);
        for (var i = 0; i < 20; i++)
        {
            classes.GetOrAdd(i);
            var values = probabilities.Fill(classes);
            Assert.Equal(0, values.ToArray().Sum());
            values[i] = 3;
            values[0] += 1;
            probabilities.Normalize();
            Assert.Equal((i + 1, i), (probabilities.Count, probabilities.MostProbable));
            Assert.Equal(1, probabilities.Values.ToArray().Sum());
        }

        classes.GetOrAdd("late");
        Assert.False(probabilities.Contains("late"));
    }

    [Fact]
    public void Add_DoesNotWriteIntoTable()
    {
        var classes = new ClassTable();
        classes.GetOrAdd("a");
        var probabilities = new Probabilities();
        probabilities.Fill(classes);
        probabilities.Add("b", 0.5);
        classes.GetOrAdd("c");
        Assert.Equal((Label)"b", probabilities.Labels[1]);
        Assert.Equal((Label)"c", classes.Labels[1]);
        Assert.Equal((0.5, 0), (probabilities["b"], probabilities["c"]));
    }

    [Fact]
    public void Add_AfterAFillWithFewClasses_FindsRoom()
    {
        var classes = new ClassTable();
        classes.GetOrAdd("a");
        var restored = new ClassTable();
        StateFormat.CopyTo(classes, restored);
        var probabilities = new Probabilities();
        probabilities.Fill(restored);
        probabilities.Clear();
        probabilities.Add("b", 0.5);
        Assert.Equal(0.5, probabilities["b"]);
    }

    [Fact]
    public void MostProbable_IsFirstOfEquals()
    {
        var probabilities = new Probabilities();
        probabilities.Add("a", 0.25);
        probabilities.Add("b", 0.375);
        probabilities.Add("c", 0.375);
        Assert.Equal((Label)"b", probabilities.MostProbable);
        probabilities.Clear();
        Assert.Empty(probabilities);
    }

    [Fact]
    public void Normalize_LeavesZerosAlone()
    {
        var probabilities = new Probabilities();
        probabilities.Add("a", 0);
        probabilities.Normalize();
        Assert.Equal(0, probabilities["a"]);
    }

    [Fact]
    public void CopyFrom_MakesBufferOfItsOwn()
    {
        var source = new Probabilities();
        source.Add(1, 0.25);
        var copy = new Probabilities();
        copy.Add(2, 1);
        copy.CopyFrom(source);
        source.Clear();
        Assert.Equal([new KeyValuePair<Label, double>(1, 0.25)], copy);
    }
}
