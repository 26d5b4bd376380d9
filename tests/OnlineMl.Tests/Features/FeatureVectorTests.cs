using OnlineMl.Features;

namespace OnlineMl.Tests.Features;

public class FeatureVectorTests
{
    [Fact]
    public void AddUtf8_IsATextLikeAnyOther()
    {
        var x = new FeatureVector();
        for (var round = 0; round < 2; round++)
        {
            x.Clear();
            x.AddUtf8(x.Resolve("first"), "Zoë"u8);
            x.AddUtf8(x.Resolve("second"), ""u8);
            x.Add(x.Resolve("third"), 3.0);
            Assert.True(x.TryGetUtf8(0, out var utf8));
            Assert.Equal("Zoë"u8.ToArray(), utf8.ToArray());
            Assert.True(x.IsText(1));
            Assert.False(x.IsText(2));
            Assert.False(x.TryGetUtf8(2, out _));
            Assert.Equal(["Zoë", "", null], x.Select(feature => feature.Text));
            Assert.Same(x.TextAt(0), x.TextAt(0));
        }

        var copy = new FeatureVector();
        copy.CopyFrom(x);
        Assert.Equal("Zoë", copy.TextAt(0));
    }

    [Fact]
    public void Initializer_KeepsOrderOfArrival()
    {
        var x = new FeatureVector { ["b"] = 2, ["a"] = "red", ["c"] = true };
        Assert.Equal([new Feature("b", 2, null), new Feature("a", 0, "red"), new Feature("c", 1, null)], x);
        Assert.True(x.IsDense);
        Assert.True(x.HasText);
    }

    [Fact]
    public void Indexer_ReplacesNumberByTextAndBack()
    {
        var x = new FeatureVector { ["a"] = 1 };
        x["a"] = "one";
        Assert.Equal([new Feature("a", 0, "one")], x);
        Assert.Equal(0, x.LearnValueCodeAt(0));
        x["a"] = "two";
        Assert.Equal((-1, 1), (x.ValueCodeAt(0), x.LearnValueCodeAt(0)));
        x["a"] = 2;
        Assert.Equal([new Feature("a", 2, null)], x);
        Assert.Equal((false, -1), (x.HasText, x.ValueCodeAt(0)));
    }

    [Fact]
    public void Indexer_LeavesNullOutAndUnnumbered()
    {
        var x = new FeatureVector { ["a"] = null };
        Assert.Equal((0, 0), (x.Count, x.Space.Count));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_RefusesNumberThatIsNotFinite(double number)
    {
        var x = new FeatureVector();
        Assert.Contains("'age'", Assert.Throws<ArgumentException>(() => x.Add("age", number)).Message, StringComparison.Ordinal);
        Assert.Contains("'age'", Assert.Throws<ArgumentException>(() => x["age"] = number).Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (x.Count, x.Space.Count));
    }

    [Fact]
    public void Add_RefusesNameGivenTwice()
    {
        var x = new FeatureVector { { "a", 1 } };
        Assert.Throws<ArgumentException>(() => x.Add("a", 2));
    }

    [Fact]
    public void Strangers_StayOutOfSpaceUntilAdmitted()
    {
        var space = new FeatureSpace();
        var known = new FeatureVector(space) { ["a"] = 1 };
        var x = new FeatureVector(space, keepsStrangers: true) { ["a"] = 1, ["new"] = 2, ["other"] = "text" };
        Assert.Equal((1, true, false), (space.Count, x.HasStrangers, x.IsDense));
        Assert.Equal([0, FeatureSpace.FirstStranger, FeatureSpace.FirstStranger + 1], x.Ids);
        Assert.Equal(("new", 1), (x.NameAt(1), x.IndexOf(FeatureSpace.FirstStranger)));
        x["new"] = 3;
        Assert.Throws<ArgumentException>(() => x.Add("new", 4));

        x.AdmitStrangers();
        Assert.Equal((3, false, true), (space.Count, x.HasStrangers, x.IsDense));
        Assert.Equal([0, 1, 2], x.Ids);
        Assert.Equal((1, 3.0), (x.IndexOf(1), x.Numbers[1]));
        Assert.Equal(-1, known.IndexOf(1));
    }

    [Fact]
    public void Strangers_AreForgottenByClear()
    {
        var x = new FeatureVector(new FeatureSpace(), keepsStrangers: true) { ["a"] = 1 };
        x.Clear();
        Assert.False(x.HasStrangers);
        Assert.Equal(-1, x.IndexOf(FeatureSpace.FirstStranger));
    }

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(500, 0, false)]
    [InlineData(500, 0, true)]
    [InlineData(500, 28, false)]
    public void IndexOf_FindsEveryFeatureOfSparseVector(int count, int hashBits, bool keepsStrangers)
    {
        var x = new FeatureVector(new FeatureSpace(hashBits), keepsStrangers);
        for (var round = 0; round < 3; round++)
        {
            x.Clear();
            for (var i = 0; i < count; i++)
            {
                var id = x.Resolve($"f{(i * 7) + round}");
                Assert.Equal(-1, x.IndexOf(id));
                x.Add(id, i);
            }

            for (var i = 0; i < count; i++)
            {
                Assert.Equal(i, x.IndexOf(x.Resolve($"f{(i * 7) + round}")));
            }

            Assert.Equal(-1, x.IndexOf(x.Resolve("other")));
        }
    }

    [Fact]
    public void IndexOf_FindsFirstOfNamesThatShareHashedId()
    {
        var x = new FeatureVector(new FeatureSpace(1));
        for (var i = 0; i < 40; i++)
        {
            x.Add($"f{i}", i);
        }

        Assert.Equal(40, x.Count);
        Assert.InRange(x.IndexOf(0), 0, 39);
        Assert.InRange(x.IndexOf(1), 0, 39);
    }

    [Fact]
    public void Fill_SetsNumbersByPosition()
    {
        var space = new FeatureSpace();
        space.GetOrAdd("a");
        space.GetOrAdd("b");
        var x = new FeatureVector(space) { ["b"] = "text" };
        x.Fill([1, 2]);
        Assert.Equal([new Feature("a", 1, null), new Feature("b", 2, null)], x);
        Assert.True(x.IsDense);
        x.Fill([3]);
        Assert.Equal([new Feature("a", 3, null)], x);
        Assert.Contains("'b'", Assert.Throws<ArgumentException>(() => x.Fill([1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x.Fill([1, 2, 3]));
    }

    [Fact]
    public void CopyFrom_CopiesWithinAndAcrossSpaces()
    {
        var x = new FeatureVector { ["a"] = 1, ["b"] = "text" };
        var same = new FeatureVector(x.Space) { ["c"] = 5 };
        var other = new FeatureVector { ["b"] = 9 };
        same.CopyFrom(x);
        other.CopyFrom(x);
        Assert.Equal(x, same);
        Assert.Equal(x, other);
        Assert.Equal([1, 0], other.Ids);
    }

    [Fact]
    public void Clear_ForgetsTexts()
    {
        var x = new FeatureVector { ["a"] = "text" };
        x.Clear();
        x["a"] = 1;
        Assert.Equal([new Feature("a", 1, null)], x);
    }

    [Fact]
    public void IndexOf_FindsTheRightPositionsForTwoReaders()
    {
        var random = new Random(1);
        var ids = Enumerable.Range(5000, 2000).ToArray();
        random.Shuffle(ids);
        using var both = new Barrier(2);
        var vectors = new FeatureVector[300];
        for (var round = 0; round < vectors.Length; round++)
        {
            vectors[round] = new FeatureVector();
            foreach (var id in ids)
            {
                vectors[round].Add(id, id);
            }
        }

        var wrong = 0;
        var other = new Thread(Read);
        other.Start();
        Read();
        other.Join();
        Assert.Equal(0, wrong);

        void Read()
        {
            foreach (var x in vectors)
            {
                both.SignalAndWait();
                for (var i = ids.Length - 1; i >= 0; i--)
                {
                    if (x.IndexOf(ids[i]) != i)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            }
        }
    }
}
