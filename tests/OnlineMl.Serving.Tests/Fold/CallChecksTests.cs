using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public sealed class CallChecksTests
{
    private readonly ModelState _state = Folds.New();

    [Fact]
    public void ANewCall_IsAdmittedWithItsFeaturesRead()
    {
        var prepared = Prepared();
        Assert.Null(Admit(EventKind.Learn, """{"x":2}""", "1", prepared: prepared));
        Assert.NotNull(prepared.ExampleFor(_state.Vocabulary));
        Assert.Equal(0, _state.Position);
    }

    [Fact]
    public void ARepeatedCall_GetsItsFirstAnswer()
    {
        Folds.Learn(_state, """{"x":2}""", "1", key: "k");
        Assert.Same(Answer.Learned, Admit(EventKind.Learn, """{"x":2}""", "1", key: "k"));
        Assert.Contains("belongs to an earlier learn", Admit(EventKind.Predict, """{"x":2}""", "", key: "k")!.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(EventKind.Predict), "", "", null, "'features' is missing.")]
    [InlineData(nameof(EventKind.Learn), "", "1", null, "'features' is missing.")]
    [InlineData(nameof(EventKind.Label), "", "1", "unknown", "No prediction of the model is remembered")]
    [InlineData(nameof(EventKind.Learn), """{"x":1}""", "", null, "'ground_truth' is missing")]
    [InlineData(nameof(EventKind.Learn), """{"x":1}""", "[1]", null, "several values by name")]
    [InlineData(nameof(EventKind.Learn), """{"x":1}""", "1e999", null, "ground_truth")]
    public void ACallThatLacksSomething_IsToldWhat(string kind, string features, string truth, string? identifier, string reason)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => Admit(Enum.Parse<EventKind>(kind), features, truth, identifier));
        Assert.True(Refusals.IsRefusal(refusal));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("""{"x":1e999}""")]
    [InlineData("""{"x":""")]
    public void Features_ThatAreNone_AreRefused(string features) =>
        Assert.Throws<FeatureFormatException>(() => Admit(EventKind.Learn, features, "1"));

    [Theory]
    [InlineData("-1")]
    [InlineData("\"much\"")]
    public void AWeightThatIsNone_IsRefused(string weight) =>
        Assert.True(Refusals.IsRefusal(Assert.ThrowsAny<Exception>(() => Admit(EventKind.Learn, """{"x":1}""", "1", options: $$"""{"weight":{{weight}}}"""))));

    [Fact]
    public void ALabelWhosePredictionIsRemembered_IsAdmittedWithoutFeatures()
    {
        Folds.Predict(_state, """{"x":1}""", "p");
        Assert.Null(Admit(EventKind.Label, "", "1", "p"));
    }

    [Fact]
    public void ALabelWithoutAPrediction_IsCounted()
    {
        Assert.False(_state.HasUnsavedCounts);
        Assert.Throws<OnlineMlException>(() => Admit(EventKind.Label, "", "1", "p"));
        Assert.True(_state.HasUnsavedCounts);
    }

    [Fact]
    public void OnlyACallThatLearnsFromWhatIsNotRemembered_NeedsItsPrediction()
    {
        Folds.Predict(_state, """{"x":1}""", "p");
        Folds.Learn(_state, """{"x":2}""", "1", key: "k");
        Assert.True(Needs(EventKind.Label, "", "q", null));
        Assert.True(Needs(EventKind.Learn, "", "q", null));
        Assert.False(Needs(EventKind.Learn, """{"x":1}""", "q", null));
        Assert.False(Needs(EventKind.Label, "", "p", null));
        Assert.False(Needs(EventKind.Label, "", "q", "k"));
        Assert.False(Needs(EventKind.Predict, """{"x":1}""", "q", null));
    }

    [Fact]
    public void AFeatureThatComesAsATextWhichSaysANumber_IsFoundOnce()
    {
        var found = new List<string>();
        _state.NumbersAsTexts.Found = found.Add;
        Admit(EventKind.Learn, """{"x":"red"}""", "1");
        Assert.Null(_state.NumbersAsTexts.Feature);
        Admit(EventKind.Learn, """{"x":"1.5"}""", "1");
        Admit(EventKind.Learn, """{"y":"2.5"}""", "1");
        Assert.Equal("x", _state.NumbersAsTexts.Feature);
        Assert.Equal(["x"], found);
    }

    private PreparedCall Prepared() => new(_state.Model.NewExample());

    private bool Needs(EventKind kind, string features, string identifier, string? key) => _state.Checks.NeedsPrediction(
        kind, new ModelCall { Model = "m", Features = Encoding.UTF8.GetBytes(features), GroundTruth = "1"u8, Identifier = identifier, IdempotencyKey = key });

    private Answer? Admit(
        EventKind kind, string features, string truth, string? identifier = null, string? key = null, string options = "", PreparedCall? prepared = null) =>
        _state.Checks.Admit(
            kind,
            new ModelCall
            {
                Model = "m",
                Features = Encoding.UTF8.GetBytes(features),
                GroundTruth = Encoding.UTF8.GetBytes(truth),
                Options = Encoding.UTF8.GetBytes(options),
                Identifier = identifier,
                IdempotencyKey = key,
            },
            prepared ?? Prepared(),
            DateTimeOffset.UnixEpoch);
}
