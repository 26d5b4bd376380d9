using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

/// <summary>The fold over the events of a log.</summary>
public class ModelStateTests
{
    [Fact]
    public void TheSameEvents_MakeTheSameModel()
    {
        Assert.Equal(Live().Hash(), Live().Hash());

        static ModelState Live()
        {
            var state = Folds.New();
            for (var i = 0; i < 20; i++)
            {
                Folds.Predict(state, $$"""{"a":{{i}}}""", $"p{i}", i);
                Folds.Label(state, $"p{i}", $"{i * 2}", i);
                Folds.Learn(state, """{"b":1}""", "3", $"k{i}", i);
            }

            return state;
        }
    }

    [Fact]
    public void EveryEvent_CountsOnePosition_WhateverCameOfIt()
    {
        var state = Folds.New();

        Folds.Learn(state, """{"a":1}""", "2");
        Folds.Label(state, "unknown", "2");
        Folds.Learn(state, """{"a":1}""", "\"text\"");
        state.PassOver();

        Assert.Equal(4, state.Position);
    }

    [Fact]
    public void ALearn_IsDoneOnceForAKey()
    {
        var state = Folds.New();

        var first = Folds.Learn(state, """{"a":1}""", "2", "key");
        var learned = state.Model.StateHash();
        var second = Folds.Learn(state, """{"a":1}""", "2", "key");

        Assert.Equal((true, false), (first.IsDone, second.IsDone));
        Assert.Equal(first.Answer, second.Answer);
        Assert.Equal(learned, state.Model.StateHash());
    }

    [Theory]
    [InlineData("\"LinearRegression\"", Flavor.Regression, "2")]
    [InlineData("\"SoftmaxRegression\"", Flavor.Multiclass, "\"big\"")]
    public void APrediction_WhosePlaceInTheLogOthersTookBefore_IsRememberedAsAReplayRemembersIt(string spec, Flavor flavor, string truth)
    {
        var (server, replay) = (Folds.New(spec, flavor), Folds.New(spec, flavor));
        var predict = Folds.Bytes(EventKind.Predict, 1, """{"a":1}""", "", "p", null);
        var prepared = new PreparedCall(server.Model.NewExample());
        for (var i = 0; i < 3; i++)
        {
            server.Prepare(EventRecord.Read(predict), prepared);
            server.Prepare(EventRecord.Read(predict), prepared);
            Folds.Learn(server, """{"a":1}""", truth);
            Folds.Learn(replay, """{"a":1}""", truth);
        }

        server.Prepare(EventRecord.Read(predict), prepared);
        server.Apply(EventRecord.Read(predict), prepared, isHeard: false);
        replay.Replay(EventRecord.Read(predict));
        Assert.Equal(replay.Hash(), server.Hash());

        Folds.Label(server, "p", truth);
        Folds.Label(replay, "p", truth);
        Assert.Equal(replay.ReadMetrics(), server.ReadMetrics());
        Assert.Equal(replay.Hash(), server.Hash());
    }

    [Fact]
    public void ALabel_SettlesItsPredictionOnce()
    {
        var state = Folds.New();
        var predicted = Folds.Predict(state, """{"a":1}""", "p");
        Assert.Equal(1, state.Memory.Count);

        var labelled = Folds.Label(state, "p", "2");
        var again = Folds.Label(state, "p", "2");

        Assert.Equal("0", Encoding.UTF8.GetString(predicted.Answer.Prediction!).TrimEnd('.', '0').PadRight(1, '0'));
        Assert.Null(labelled.Answer.Refusal);
        Assert.NotNull(again.Answer.Refusal);
        Assert.Equal(0, state.Memory.Count);
    }

    [Fact]
    public void ARefusedEvent_LeavesNoTraceButItsPosition()
    {
        var state = Folds.New();
        Folds.Learn(state, """{"a":1}""", "2");
        var before = state.Model.StateHash();

        var refused = Folds.Learn(state, """{"new":1}""", "\"text\"");

        Assert.NotNull(refused.Answer.Refusal);
        Assert.Null(refused.Fault);
        Assert.Equal(before, state.Model.StateHash());
    }

    [Fact]
    public void AMetric_IsOfThePredictionBeforeTheLearn()
    {
        var state = Folds.New();
        Folds.Predict(state, """{"a":1}""", "p");
        Folds.Label(state, "p", "2");
        Folds.Learn(state, """{"a":1}""", "2");

        Assert.InRange(state.ReadMetrics()["MAE"], double.Epsilon, 2);
    }
}
