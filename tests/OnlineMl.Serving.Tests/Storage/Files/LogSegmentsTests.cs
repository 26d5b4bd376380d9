using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class LogSegmentsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private readonly LastSegment _last;
    private readonly LogSegments _segments;
    private readonly Segment _first = new(1, "1.log", 24, default);
    private readonly Segment _second = new(5, "5.log", 24, default);

    public LogSegmentsTests()
    {
        var files = new SimulatedFileSystem();
        files.CreateFolder("/m");
        _last = new LastSegment(new ModelFolder(files, "/m"));
        _segments = new LogSegments([], _last);
    }

    [Fact]
    public void ASegment_IsThereOnceWithAllThatBecameDurableInIt()
    {
        _segments.Extend(_first, 100, Now);
        _segments.Extend(_first, 50, Now.AddHours(1));
        _segments.Extend(_second, 10, Now);
        Assert.Equal([_first, _second], _segments.List());
        Assert.Equal((174, Now.AddHours(1)), (_first.Length, _first.LastWrite));
    }

    [Fact]
    public void AList_IsOneOfTheMoment()
    {
        _segments.Extend(_first, 1, Now);
        var listed = _segments.List();
        _segments.Remove(_first);
        Assert.Equal([_first], listed);
        Assert.Empty(_segments.List());
        _segments.Replace([_second, _first]);
        Assert.Equal([_second, _first], _segments.List());
    }

    [Fact]
    public void TheLastSegment_IsMissedUnlessItIsToGo()
    {
        _last.Begin(5);
        _segments.ForgetLastOf([_first]);
        Assert.Equal(5, _last.First);
        _segments.ForgetLastOf([_first, _second]);
        Assert.Equal(0, _last.First);
    }
}
