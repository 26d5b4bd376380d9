using OnlineMl.Drift;
using OnlineMl.State;

namespace OnlineMl.Tests.Drift;

public class DriftDetectorTests
{
    [Fact]
    public void Adwin_Example()
    {
        var detector = new Adwin { Delta = 0.01 };
        var found = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            detector.Update(i < 500 ? 0 : 1);
            if (detector.DriftDetected)
            {
                found.Add(i);
            }
        }

        Assert.Equal([511], found);
    }

    [Fact]
    public void Adwin_SumsUpItsWindow()
    {
        var detector = new Adwin();
        for (var i = 0; i < 30; i++)
        {
            detector.Update(i % 2);
        }

        Assert.Equal(30, detector.Width);
        Assert.Equal(15, detector.Total);
        Assert.Equal(0.5, detector.Estimation);
        Assert.Equal(0.25, detector.Variance, 12);
    }

    public static TheoryData<IDriftDetector> All => [new Adwin(), new PageHinkley(), new Ddm(), new Eddm(), new NoDrift()];

    [Theory]
    [MemberData(nameof(All))]
    public void Update_RefusesWhatWouldSilenceTheDetector(IDriftDetector detector)
    {
        for (var i = 0; i < 1000; i++)
        {
            detector.Update(i % 20 == 0 ? 1 : 0);
            var before = StateFormat.Hash(detector);
            Assert.Throws<ArgumentOutOfRangeException>(() => detector.Update(double.NaN));
            Assert.Throws<ArgumentOutOfRangeException>(() => detector.Update(double.NegativeInfinity));
            Assert.Throws<NonFiniteStepException>(() => detector.Update(1e200));
            Assert.Equal(before, StateFormat.Hash(detector));
        }

        var detected = false;
        for (var i = 0; i < 2000; i++)
        {
            detector.Update(i % 4 == 0 ? 0 : 1);
            detected |= detector.DriftDetected;
        }

        Assert.Equal(detector is not NoDrift, detected);
    }

    [Fact]
    public void Adwin_AllocatesNothing_OnceItsWindowStopsGrowing()
    {
        var detector = new Adwin();
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                detector.Update(i % 7);
            }
        });
    }

    [Fact]
    public void Ddm_WarnsBeforeItSignals_WhenErrorsBecomeFrequent()
    {
        var detector = new Ddm();
        var warned = false;
        var at = -1;
        for (var i = 0; i < 400 && at < 0; i++)
        {
            detector.Update(i % (i < 200 ? 10 : 2) == 0 ? 1 : 0);
            warned |= detector.WarningDetected;
            at = detector.DriftDetected ? i : -1;
        }

        Assert.True(warned);
        Assert.InRange(at, 201, 300);
        detector.Update(0);
        Assert.False(detector.DriftDetected);
    }

    [Fact]
    public void Eddm_Signals_WhenErrorsComeCloserTogether()
    {
        var detector = new Eddm { Alpha = 0.8, Beta = 0.75 };
        var found = new List<int>();
        for (var i = 0; i < 3000; i++)
        {
            detector.Update(i % (i < 1000 ? 10 : 3) == 0 ? 1 : 0);
            if (detector.DriftDetected)
            {
                found.Add(i);
            }
        }

        Assert.Contains(found, at => at is > 1000 and < 2000);
    }

    [Theory]
    [InlineData(ChangeDirection.Up, 3.0, true)]
    [InlineData(ChangeDirection.Up, -3.0, false)]
    [InlineData(ChangeDirection.Down, -3.0, true)]
    [InlineData(ChangeDirection.Both, -3.0, true)]
    public void PageHinkley_SignalsChangesOfItsDirectionOnly(ChangeDirection mode, double after, bool expected)
    {
        var detector = new PageHinkley { Threshold = 10, Mode = mode };
        var found = false;
        for (var i = 0; i < 200; i++)
        {
            detector.Update(i < 100 ? 0 : after);
            found |= detector.DriftDetected;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void NoDrift_NeverSignals()
    {
        var detector = new NoDrift();
        detector.Update(1e9);
        Assert.False(detector.DriftDetected);
    }
}
