using System.Buffers;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Fold;

public class ServedSnapshotTests
{
    [Fact]
    public void ASnapshot_HasAllThatFollowsFromTheEvents()
    {
        var state = Learned();

        var read = Read(ServedSnapshot.Write(state));

        Assert.Equal(state.Hash(), read.Hash());
        Assert.Equal(state.Position, read.Position);
        Assert.Equal(state.ReadMetrics(), read.ReadMetrics());
        Assert.Equal(1, read.Memory.Count);
        Assert.False(Folds.Learn(read, """{"a":1}""", "2", "k3").IsDone);
        Assert.True(Folds.Label(read, "waiting", "2").IsDone);
    }

    [Fact]
    public void WhatIsLearnedAfterwards_IsTheSameAsWithoutTheSnapshot()
    {
        var state = Learned();
        var read = Read(ServedSnapshot.Write(state));

        foreach (var model in new[] { state, read })
        {
            Folds.Label(model, "waiting", "7");
            Folds.Learn(model, """{"c":1}""", "1");
        }

        Assert.Equal(state.Hash(), read.Hash());
    }

    [Fact]
    public void ACopyThatWasTaken_DoesNotChangeWithTheModel()
    {
        var state = Learned();
        var expected = ServedSnapshot.Write(state);
        var take = ServedSnapshot.Take(state);

        Folds.Learn(state, """{"a":1}""", "9");

        using var taken = take(0);
        Assert.Equal(Read(expected).Hash(), Read(taken.Memory.ToArray()).Hash());
    }

    [Fact]
    public void AnExportedModel_BeginsALogOfItsOwn()
    {
        var read = ServedSnapshot.Import("other", Flavor.Regression, ServedSnapshot.Write(Learned()), ComponentCatalog.BuiltIn, Folds.Options, new SpecOptions());

        Assert.Equal(("other", 0), (read.Name, read.Position));
        Assert.Equal(1, read.Memory.Count);
    }

    [Fact]
    public void APlainModelFile_IsAModelWithoutAPast()
    {
        using var file = new MemoryStream();
        var model = Model.FromSpec("\"LinearRegression\"");
        model.Learn(new Features.FeatureVector { ["a"] = 1 }, 2);
        model.Save(file);

        var read = ServedSnapshot.Import("m", Flavor.Regression, file.ToArray(), ComponentCatalog.BuiltIn, Folds.Options, new SpecOptions());

        Assert.Equal(model.StateHash(), read.Model.StateHash());
        Assert.Equal(0, read.Memory.Count);
    }

    [Fact]
    public void AByteThatIsWrongAnywhere_IsFound()
    {
        var bytes = ServedSnapshot.Write(Learned());
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x55;
            Assert.Throws<StateFormatException>(() => Read(damaged));
        }
    }

    private static ModelState Learned()
    {
        var state = Folds.New();
        for (var i = 0; i < 10; i++)
        {
            Folds.Predict(state, $$"""{"a":{{i}}}""", $"p{i}");
            Folds.Label(state, $"p{i}", $"{i}");
            Folds.Learn(state, """{"b":1}""", "3", $"k{i}");
        }

        Folds.Predict(state, """{"a":1}""", "waiting");
        return state;
    }

    private static ModelState Read(byte[] bytes) => ServedSnapshot.Read("m", new ReadOnlySequence<byte>(bytes), ComponentCatalog.BuiltIn, Folds.Options);
}
