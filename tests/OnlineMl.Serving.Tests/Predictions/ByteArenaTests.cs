using OnlineMl.Randomness;
using OnlineMl.Serving.Predictions;

namespace OnlineMl.Serving.Tests.Predictions;

public class ByteArenaTests
{
    [Fact]
    public void Runs_KeepTheirBytesWhileOthersComeAndGo()
    {
        var random = new RandomSource(1);
        var runs = new ByteArena();
        var expected = new Dictionary<int, byte[]>();
        for (var i = 0; i < 50_000; i++)
        {
            if (expected.Count > 0 && random.NextInt(expected.Count + 300) > 300)
            {
                var gone = expected.Keys.ElementAt(random.NextInt(Math.Min(20, expected.Count)));
                Assert.Equal(expected[gone], runs[gone]);
                runs.Remove(gone);
                expected.Remove(gone);
                continue;
            }

            var length = random.NextInt(random.NextInt(100) == 0 ? 100_000 : 400);
            var run = runs.Add(length);
            runs[run].Fill((byte)i);
            expected.Add(run, runs[run].ToArray());
        }

        Assert.All(expected, run => Assert.Equal(run.Value, runs[run.Key]));
    }

    [Fact]
    public void FewRunsThatStay_DoNotKeepTheRoomOfThoseThatWent()
    {
        var runs = new ByteArena();
        var added = Enumerable.Range(0, 100_000).Select(_ => runs.Add(200)).ToList();
        var most = runs.Capacity;
        for (var i = 0; i < added.Count; i++)
        {
            if (i % 1000 != 0)
            {
                runs.Remove(added[i]);
            }
        }

        Assert.InRange(most, 20_000_000, 23_000_000);
        Assert.InRange(runs.Capacity, 20_000, 700_000);
    }

    [Fact]
    public void FewRuns_TakeLittle()
    {
        var runs = new ByteArena();
        for (var i = 0; i < 50; i++)
        {
            runs.Add(200);
        }

        Assert.Equal(16 * 1024, runs.Capacity);
    }

    [Fact]
    public void FrozenRuns_KeepTheirBytesUntilTheyAreDisposed()
    {
        var runs = new ByteArena();
        using var frozen = Fill(1).Freeze();
        for (var round = 2; round < 20; round++)
        {
            Fill(round);
        }

        for (var run = 0; run < 1000; run++)
        {
            Assert.Equal(300, frozen[run].Length);
            Assert.False(frozen[run].ContainsAnyExcept((byte)1));
        }

        ByteArena Fill(int round)
        {
            for (var run = 0; run < 1000; run++)
            {
                if (round > 1)
                {
                    runs.Remove(run);
                }

                runs[runs.Add(300)].Fill((byte)round);
            }

            return runs;
        }
    }
}
