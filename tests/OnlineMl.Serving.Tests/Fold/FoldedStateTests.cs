namespace OnlineMl.Serving.Tests.Fold;

/// <summary>The hash of a model has all in it that follows from events, and nothing else.</summary>
public sealed class FoldedStateTests
{
    [Fact]
    public void WhatEventsDo_IsInTheHash()
    {
        var state = Folds.New();
        var hashes = new List<string> { state.Hash() };
        Folds.Learn(state, """{"x":1}""", "2");
        hashes.Add(state.Hash());
        Folds.Predict(state, """{"x":1}""", "p");
        hashes.Add(state.Hash());
        Folds.Label(state, "unknown", "2");
        hashes.Add(state.Hash());
        Folds.Learn(state, """{"x":1}""", "2", key: "k");
        hashes.Add(state.Hash());
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public void WhatIsCountedBesideTheLog_IsNot()
    {
        var state = Folds.New();
        var before = state.Hash();
        state.PredictCalls.Add(TimeSpan.FromSeconds(1));
        state.HasUnsavedCounts = true;
        Assert.Equal(before, state.Hash());
    }
}
