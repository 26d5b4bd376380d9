using System.Text;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public sealed class PeekedModelTests
{
    private readonly ModelState _state = Folds.New();

    [Fact]
    public void APrediction_LeavesTheModelAsItIs()
    {
        Folds.Learn(_state, """{"x":1}""", "2");
        var before = _state.Hash();
        var names = _state.Vocabulary;
        Assert.NotEqual("0", Predict("""{"x":1,"new":5}"""));
        Assert.Equal((before, names), (_state.Hash(), _state.Vocabulary));
        Assert.Equal(0, _state.Memory.Count);
    }

    [Fact]
    public void ThoseWhoListen_AreToldOnlyWhenThereAreAny()
    {
        PublishedEvent? published = null;
        _state.Peeked.Predict("""{"x":1}"""u8, default, DateTime.UnixEpoch, isHeard: false, ref published);
        Assert.Null(published);
        _state.Peeked.Predict("""{"x":1}"""u8, default, DateTime.UnixEpoch, isHeard: true, ref published);
        Assert.Equal(("predict", "m"), (published!.Kind, published.Model));
        Assert.Contains("\"x\"", Encoding.UTF8.GetString(published.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void FeaturesThatAreNone_AreRefused() => Assert.Throws<FeatureFormatException>(() => Predict("7"));

    private string Predict(string features)
    {
        PublishedEvent? published = null;
        return Encoding.UTF8.GetString(_state.Peeked.Predict(Encoding.UTF8.GetBytes(features), default, DateTime.UnixEpoch, isHeard: false, ref published));
    }
}
