using System.Globalization;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Idempotency;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Idempotency;

public class IdempotencyWindowTests
{
    private static readonly Answer Answer = new(EventKind.Learn, Refusal: "because");

    [Fact]
    public void Expire_ForgetsWhatIsOlderThanAllowed()
    {
        var window = new IdempotencyWindow(new RememberingLimits(Remembering(10)));
        Add(window, 0, 50);
        window.Expire(25);
        Assert.Equal(Enumerable.Range(15, 35), Enumerable.Range(0, 60).Where(key => window.Find(Key(key)) is not null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AKeyThatMayBeForgotten_IsTold_AlsoBehindAMillionOthers(bool isRestored)
    {
        var options = Remembering(1_000_000_000);
        options.Call.IdempotencyKeys = 1000;
        var window = new IdempotencyWindow(new RememberingLimits(options));
        Add(window, 0, 1000);
        Assert.False(window.MayHaveForgotten(-1, 1000) && window.Find(Key(0)) is null);
        Assert.False(new IdempotencyWindow(new RememberingLimits(options)).MayHaveForgotten(0, 1000));

        Add(window, 1000, 1_001_000);
        if (isRestored)
        {
            window = Copy(window, options);
        }

        // What is not there and came behind all that was forgotten never came.
        Assert.Null(window.Find(Key(500)));
        Assert.True(window.MayHaveForgotten(500, 1_001_000));
        Assert.True(window.MayHaveForgotten(1_000_000 - 1, 1_001_000));
        Assert.False(window.MayHaveForgotten(1_000_000 + 1, 1_001_000));
        Assert.True(window.MayHaveForgotten(1_000_000 + 1, 2_000_000_000));
    }

    [Fact]
    public void Expire_IsNotHeldUpByKeysFromTheFuture()
    {
        var options = Remembering(10);
        var window = new IdempotencyWindow(new RememberingLimits(options));
        window.Add("early", Answer, 100);
        window.Add("future", Answer, 1_000_000);
        window.Add("further", Answer, 2_000_000);
        window.Add("present", Answer, 105);
        window = Copy(window, options);
        window.Expire(111);
        Assert.Null(window.Find("early"));
        Assert.NotNull(window.Find("future"));
        window.Expire(116);
        Assert.Null(window.Find("future"));
        Assert.Null(window.Find("further"));
        Assert.Null(window.Find("present"));
    }

    [Fact]
    public void Add_ForgetsTheOldestBeyondTheLimit()
    {
        var options = Remembering(1_000_000);
        options.Call.IdempotencyKeys = 100;
        var window = new IdempotencyWindow(new RememberingLimits(options));
        for (var round = 0; round < 10; round++)
        {
            Add(window, 77 * round, 77 * (round + 1));
            window = Copy(window, options);
            var last = 77 * (round + 1);
            Assert.Equal(
                Enumerable.Range(Math.Max(0, last - 100), Math.Min(100, last)), Enumerable.Range(0, 800).Where(key => window.Find(Key(key)) is not null));
        }

        Assert.Equal("because", window.Find(Key(769))!.Refusal);
    }

    private static OnlineMlServingOptions Remembering(int milliseconds) => new() { Call = { IdempotencyFor = TimeSpan.FromMilliseconds(milliseconds) } };

    private static string Key(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(IdempotencyWindow window, int from, int to)
    {
        for (var time = from; time < to; time++)
        {
            window.Add(Key(time), Answer, time);
        }
    }

    private static IdempotencyWindow Copy(IdempotencyWindow window, OnlineMlServingOptions options)
    {
        var copy = new IdempotencyWindow(new RememberingLimits(options));
        StateFormat.Load(copy, StateFormat.Save(window));
        return copy;
    }
}
