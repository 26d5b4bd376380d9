using OnlineMl.Features;
using OnlineMl.State;
using OnlineMl.Tests.Contract.Damage;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Trees;

public class HoeffdingTreeClassifierTests
{
    [Fact]
    public void Example()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 50 };
        var x = new FeatureVector { ["length"] = 1.4, ["colour"] = "red" };
        tree.Learn(x, "apple");
        var label = tree.Predict(x);

        Assert.Equal(new Label("apple"), label);
    }

    [Fact]
    public void Predict_GivesNoLabel_BeforeAnythingIsLearned() =>
        Assert.True(new HoeffdingTreeClassifier().Predict([]).IsNone);

    [Fact]
    public void Predict_IsTheMostProbableClass_WhereHistogramsMakeTies()
    {
        // A value that was seen once in each class has the same share of all examples in both, but for rounding.
        var tree = new HoeffdingTreeClassifier { LeafPrediction = ClassLeafPrediction.NaiveBayes, Splitter = new HistogramSplitter() };
        var x = new FeatureVector();
        for (var i = 0; i < 160; i++)
        {
            x["number"] = i % 100;
            tree.Learn(x, i < 100);
        }

        var probabilities = new Probabilities();
        for (var i = 0; i < 60; i++)
        {
            x["number"] = i;
            tree.Learn(x, true);
            tree.Learn(x, false);
            tree.PredictProbabilities(x, probabilities);
            Assert.Equal(probabilities.MostProbable, tree.Predict(x));
        }
    }

    [Fact]
    public void Load_RefusesALeafThatKnowsClassesOfAFeatureButNotItsNumbers()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 1000 };
        Grow(tree, new FeatureVector(), 50);
        var saved = SavedValue.Parse(StateFormat.Save(tree));
        var moments = saved.Places().Where(place => place.Path.EndsWith("/moments", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(moments);
        moments[0].Remove();
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new HoeffdingTreeClassifier { GracePeriod = 1000 }, saved.ToBytes()));
    }

    [Theory]
    [InlineData(ClassLeafPrediction.MajorityClass)]
    [InlineData(ClassLeafPrediction.NaiveBayes)]
    [InlineData(ClassLeafPrediction.NaiveBayesAdaptive)]
    public void Learn_SplitsOnTheFeatureThatDecides(ClassLeafPrediction prediction)
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.01, LeafPrediction = prediction };
        var x = new FeatureVector(new FeatureSpace());
        Grow(tree, x, 400);

        Assert.True(tree.BranchCount >= 1);
        Fill(x, 3, "red");
        Assert.Equal(new Label("low"), tree.Predict(x));
        Fill(x, 97, "red");
        Assert.Equal(new Label("high"), tree.Predict(x));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learn_SplitsOnTexts(bool binary)
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.01, BinarySplit = binary };
        var x = new FeatureVector(new FeatureSpace());
        string[] colours = ["red", "green", "blue"];
        for (var i = 0; i < 300; i++)
        {
            Fill(x, 1, colours[i % 3]);
            tree.Learn(x, i % 3);
        }

        Assert.True(tree.BranchCount >= 1);
        for (var i = 0; i < 3; i++)
        {
            Fill(x, 1, colours[i]);
            Assert.Equal(new Label(i), tree.Predict(x));
        }

        // A colour that no branch knows, and no colour at all, take the most travelled way.
        Fill(x, 1, "mauve");
        Assert.False(tree.Predict(x).IsNone);
        Assert.False(tree.Predict(new FeatureVector(x.Space) { ["size"] = 1 }).IsNone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PredictProbabilities_GivesNothingToAClassThatTheBranchHasNotHad(bool binary)
    {
        var tree = new HoeffdingTreeClassifier
        {
            GracePeriod = 20,
            Delta = 0.01,
            BinarySplit = binary,
            LeafPrediction = ClassLeafPrediction.NaiveBayes,
        };
        var x = new FeatureVector(new FeatureSpace());
        var probabilities = new Probabilities();
        string[] colours = ["red", "green", "blue"];
        for (var i = 0; i < 300; i++)
        {
            Fill(x, i % 7, colours[i % 3]);
            tree.PredictProbabilities(x, probabilities);
            tree.Learn(x, i % 3);
        }

        Assert.True(tree.BranchCount >= 1);
        for (var i = 0; i < 3; i++)
        {
            Fill(x, 3, colours[i]);
            tree.PredictProbabilities(x, probabilities);
            Assert.Equal(Enumerable.Range(0, 3).Select(label => label == i ? 1.0 : 0.0), probabilities.Values.ToArray());
        }
    }

    [Fact]
    public void PredictProbabilities_ListsClassesInOrder_AndTiesGoToTheSmallest()
    {
        var tree = new HoeffdingTreeClassifier { LeafPrediction = ClassLeafPrediction.MajorityClass };
        var x = new FeatureVector { ["a"] = 1 };
        tree.Learn(x, "b");
        tree.Learn(x, "a");
        var probabilities = new Probabilities();
        tree.PredictProbabilities(x, probabilities);

        Assert.Equal(["a", "b"], probabilities.Labels.ToArray().Select(label => label.Text));
        Assert.Equal([0.5, 0.5], probabilities.Values.ToArray());
        Assert.Equal(new Label("a"), tree.Predict(x));
    }

    [Theory]
    [InlineData(0, "blue", 0.5)]
    [InlineData(1, "blue", 0.3 / (0.3 + (0.25 / 3)))]
    [InlineData(1, "mauve", 0.75 / 5 / ((0.75 / 5) + (0.25 / 3)))]
    public void PredictProbabilities_SmoothsNominalValuesWhenAsked(double smoothing, string colour, double expected)
    {
        var tree = new HoeffdingTreeClassifier { LeafPrediction = ClassLeafPrediction.NaiveBayes, NominalSmoothing = smoothing };
        var x = new FeatureVector(new FeatureSpace());
        foreach (var (seen, label) in new[] { ("red", "a"), ("red", "a"), ("blue", "a"), ("red", "b") })
        {
            x.Clear();
            x.Add("colour", seen);
            tree.Learn(x, label);
        }

        x.Clear();
        x.Add("colour", colour);
        var probabilities = new Probabilities();
        tree.PredictProbabilities(x, probabilities);

        // Smoothed: blue is 2 of 5 in class a and 1 of 3 in class b, a colour that never came is 1 of 5 and 1 of 3.
        Assert.Equal(expected, probabilities.Values[0], 12);
    }

    [Fact]
    public void Learn_KeepsWhatALeafHasObserved_WhileOneClassDominatesIt()
    {
        // The second class comes late: at every attempt until then the leaf is dominated by the first.
        var tree = new HoeffdingTreeClassifier { GracePeriod = 50, Delta = 1e-3, LeafPrediction = ClassLeafPrediction.NaiveBayes };
        var river = new HoeffdingTreeClassifier { GracePeriod = 50, Delta = 1e-3, LeafPrediction = ClassLeafPrediction.NaiveBayes, RiverRules = true };
        var x = new FeatureVector(new FeatureSpace());
        var probabilities = new Probabilities();
        for (var i = 0; i < 1000; i++)
        {
            x["size"] = (i % 10) + (i % 250 == 201 ? 100 + (i / 250) : 0);
            tree.Learn(x, i % 250 == 201 ? "rare" : "usual");
            river.Learn(x, i % 250 == 201 ? "rare" : "usual");
        }

        x["size"] = 105;
        tree.PredictProbabilities(x, probabilities);
        Assert.InRange(probabilities["rare"], 0.99, 1);
        river.PredictProbabilities(x, probabilities);
        Assert.Equal(0, probabilities["rare"], 2);
    }

    [Fact]
    public void Predict_LetsAClassThatTheLeafHasNotSeenBeUnlikely()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.1, LeafPrediction = ClassLeafPrediction.NaiveBayes, MaxDepth = 1 };
        var x = new FeatureVector(new FeatureSpace());
        var random = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            var isHigh = random.Next(2) == 1;
            x["size"] = (isHigh ? 1 : -1) + (0.7 * (random.NextDouble() - random.NextDouble()));
            tree.Learn(x, isHigh);
        }

        Assert.Equal(1, tree.BranchCount);
        x["size"] = 1.2;
        Assert.Equal(new Label(true), tree.Predict(x));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.35)]
    public void Learn_SplitsOnAFlag_WithNoiseBeside(double flipped)
    {
        // The flag is right but for a few; the quantities beside it say nothing.
        var tree = new HoeffdingTreeClassifier { LeafPrediction = ClassLeafPrediction.MajorityClass };
        var random = new Random(11);
        var x = new FeatureVector(new FeatureSpace());
        for (var i = 0; i < 4000; i++)
        {
            var truth = random.Next(2) == 1;
            x.Clear();
            x.Add("noise", random.NextDouble());
            x.Add("flag", truth != random.NextDouble() < flipped ? 1 : 0);
            x.Add("more noise", random.Next(2));
            tree.Learn(x, truth);
        }

        x["flag"] = 1;
        Assert.Equal(new Label(true), tree.Predict(x));
        x["flag"] = 0;
        Assert.Equal(new Label(false), tree.Predict(x));
    }

    [Fact]
    public void Learn_AttemptsASplit_AtJustTheExampleThatFillsTheGracePeriod()
    {
        // After a split the leaves hold shares of examples; their own examples are still counted exactly.
        var tree = new HoeffdingTreeClassifier { GracePeriod = 100, Delta = 0.5, Tau = 1, MaxDepth = 2, LeafPrediction = ClassLeafPrediction.MajorityClass };
        var x = new FeatureVector(new FeatureSpace());
        var random = new Random(2);
        var splits = new List<int>();
        for (var i = 1; i <= 1000 && splits.Count < 2; i++)
        {
            // All examples go right at first, where both classes stay.
            var size = splits.Count == 0 ? random.NextDouble() : 0.9 + (0.1 * random.NextDouble());
            x["size"] = size;
            var branches = tree.BranchCount;
            tree.Learn(x, size + (0.3 * random.NextDouble()) > 0.6 && random.NextDouble() < 0.7);
            if (tree.BranchCount > branches)
            {
                splits.Add(i);
            }
        }

        Assert.Equal([100, 200], splits);
    }

    [Fact]
    public void Learn_TiesGoToTheFirstFeatureByName_WhateverTheOrder()
    {
        string[] names = ["b", "a", "c"];
        var tested = new HashSet<string>();
        foreach (var order in new[] { new[] { 0, 1, 2 }, [2, 1, 0], [1, 0, 2] })
        {
            var tree = new HoeffdingTreeClassifier { GracePeriod = 50, Delta = 0.01, Tau = 0.3, LeafPrediction = ClassLeafPrediction.MajorityClass };
            var x = new FeatureVector(new FeatureSpace());
            for (var i = 0; i < 100; i++)
            {
                x.Clear();
                foreach (var name in order)
                {
                    x.Add(names[name], i % 10);
                }

                tree.Learn(x, i % 10 > 4);
            }

            Assert.Equal(1, tree.BranchCount);
            foreach (var name in names)
            {
                // The feature that is split on decides alone.
                x.Clear();
                foreach (var other in names)
                {
                    x.Add(other, other == name ? 9 : 0);
                }

                if (tree.Predict(x) == new Label(true))
                {
                    tested.Add(name);
                }
            }
        }

        Assert.Equal(["a"], tested);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(7)]
    public void Learn_LimitsTheMemory_WhateverTheWeights(double weight)
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.5, MaxSize = 0.002, MemoryEstimatePeriod = 100 };
        var x = new FeatureVector(new FeatureSpace());
        for (var i = 0; i < 6000; i++)
        {
            var size = i * 37 % 100;
            Fill(x, size, "red");
            tree.Learn(x, size < 30 ? "low" : size < 70 ? "middle" : "high", weight);
        }

        Assert.True(tree.InactiveLeafCount > 0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Learn_RefusesAWeightThatIsNone_AndStaysAsItWas(double weight)
    {
        var tree = new HoeffdingTreeClassifier();
        var x = new FeatureVector { ["a"] = 1 };
        tree.Learn(x, "a");
        var before = StateFormat.Hash(tree);

        Assert.ThrowsAny<ArgumentException>(() => tree.Learn(x, "b", weight));
        Assert.Equal(before, StateFormat.Hash(tree));
    }

    [Fact]
    public void Learn_WithAWholeWeight_EqualsRepetitions_AwayFromAttempts()
    {
        var weighted = new HoeffdingTreeClassifier { GracePeriod = 1000, LeafPrediction = ClassLeafPrediction.NaiveBayes };
        var repeated = new HoeffdingTreeClassifier { GracePeriod = 1000, LeafPrediction = ClassLeafPrediction.NaiveBayes };
        var x = new FeatureVector(new FeatureSpace());
        for (var i = 0; i < 40; i++)
        {
            Fill(x, i * 37 % 11, i % 3 == 0 ? "red" : "green");
            weighted.Learn(x, i % 2, 3);
            for (var repetition = 0; repetition < 3; repetition++)
            {
                repeated.Learn(x, i % 2);
            }
        }

        var expected = new Probabilities();
        var actual = new Probabilities();
        repeated.PredictProbabilities(x, expected);
        weighted.PredictProbabilities(x, actual);
        Assert.Equal(expected[0], actual[0], 12);
    }

    [Fact]
    public void Splitters_BoundWhatOneAttemptMayCost()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianSplitter { NSplits = 1001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramSplitter { NSplits = 1001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramSplitter { NBins = 10_001 });
    }

    [Fact]
    public void Learn_StopsAtTheLargestDepth()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.5, MaxDepth = 1 };
        Grow(tree, new FeatureVector(new FeatureSpace()), 2000);

        Assert.Equal(2, tree.Height);
        Assert.Equal(0, tree.ActiveLeafCount);
    }

    [Fact]
    public void Learn_PutsLeavesToSleep_WhenTheTreeIsTooLarge()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.5, MaxSize = 0.002, MemoryEstimatePeriod = 100 };
        Grow(tree, new FeatureVector(new FeatureSpace()), 2000);

        Assert.True(tree.InactiveLeafCount > 0);
    }

    [Fact]
    public void State_ContinuesBitForBit()
    {
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var whole = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.1 };
        Grow(whole, x, 700);
        var restored = new HoeffdingTreeClassifier { GracePeriod = 20, Delta = 0.1 };
        StateFormat.CopyTo(whole, restored);
        Grow(whole, x, 700);
        Grow(restored, x, 700);

        Assert.True(whole.BranchCount > 1);
        Assert.Equal(StateFormat.Hash(whole), StateFormat.Hash(restored));
    }

    [Fact]
    public void LearnAndPredict_AllocateNothing_AwayFromSplits()
    {
        var tree = new HoeffdingTreeClassifier { GracePeriod = 1_000_000 };
        var x = new FeatureVector(new FeatureSpace());
        var probabilities = new Probabilities();
        Grow(tree, x, 50);

        Allocations.AssertNone(() =>
        {
            tree.PredictProbabilities(x, probabilities);
            tree.Predict(x);
            tree.Learn(x, "low");
        });
    }

    private static void Grow(HoeffdingTreeClassifier tree, FeatureVector x, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var size = i * 37 % 100;
            Fill(x, size, i % 3 == 0 ? "red" : "green");
            tree.Learn(x, size < 30 ? "low" : size < 70 ? "middle" : "high");
        }
    }

    private static void Fill(FeatureVector x, double size, string colour)
    {
        x.Clear();
        x.Add("size", size);
        x.Add("colour", colour);
    }
}
