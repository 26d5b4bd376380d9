using System.Globalization;
using System.Text;
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

    [Fact]
    public void Add_ForgetsTheOldestBeyondTheBytes_AlsoWhenItWasSavedBetween()
    {
        var (straight, saved) = (Empty(10), Empty(10));
        for (var time = 0; time < 100; time++)
        {
            straight.Add(Key(time), Explained(9_000), time);
            saved.Add(Key(time), Explained(9_000), time);
            saved = Copy(saved, Options(10));
        }

        Assert.Equal([96, 97, 98, 99], Enumerable.Range(0, 100).Where(key => straight.Find(Key(key)) is not null));
        Assert.Equal(StateFormat.Hash(straight), StateFormat.Hash(saved));
        Assert.InRange(straight.HeldBytes, 36_000, 42_000);

        // What is left is fewer keys than there may be, and tells nothing of those that were there.
        foreach (var window in new[] { straight, saved })
        {
            window.Add("small", Answer, 100);
            window.Add("large", Explained(40_000), 101);
            Assert.True(Copy(window, Options(10)).MayHaveForgotten(99, 101));
            Assert.False(Copy(window, Options(10)).MayHaveForgotten(100, 101));
        }
    }

    [Fact]
    public void AnAnswerThatIsLargerThanAllMayBe_IsRememberedUntilTheNextOne()
    {
        var window = Empty(10);
        window.Add("small", Answer, 1);
        window.Add("large", Explained(1_000_000), 2);
        Assert.Null(window.Find("small"));
        Assert.Equal(1_000_000, Copy(window, Options(10)).Find("large")!.Prediction!.Length);
        window.Add("small again", Answer, 3);
        Assert.Null(window.Find("large"));
        Assert.NotNull(window.Find("small again"));
    }

    [Fact]
    public void AWindowOfManyBytes_IsTrimmedWhenItIsRead()
    {
        var window = Empty(1000);
        for (var time = 0; time < 100; time++)
        {
            window.Add(Key(time), Explained(9_000), time);
        }

        var fewer = Copy(window, Options(10));
        Assert.Equal([96, 97, 98, 99], Enumerable.Range(0, 100).Where(key => fewer.Find(Key(key)) is not null));
        Assert.True(fewer.MayHaveForgotten(95, 100));
    }

    [Fact]
    public void SmallAnswers_AreForgottenForTheirNumberAlone_AndSavedAsBefore()
    {
        var window = Empty(1000);
        Add(window, 0, 5000);
        Assert.Equal(Enumerable.Range(4000, 1000), Enumerable.Range(0, 5000).Where(key => window.Find(Key(key)) is not null));
        Assert.DoesNotContain("outgrown", Encoding.UTF8.GetString(StateFormat.Save(window)), StringComparison.Ordinal);
    }

    private static OnlineMlServingOptions Options(int keys)
    {
        var options = Remembering(1_000_000);
        options.Call.IdempotencyKeys = keys;
        return options;
    }

    private static IdempotencyWindow Empty(int keys) => new(new RememberingLimits(Options(keys)));

    private static Answer Explained(int bytes) => new(EventKind.Predict, Encoding.UTF8.GetBytes(new string('1', bytes)));

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
