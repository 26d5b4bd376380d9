using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Mixing;
using OnlineMl.Multiclass;
using OnlineMl.State;
using OnlineMl.Tests.Contract;

namespace OnlineMl.Tests.Mixing;

/// <summary>What every component keeps to that says that it can be merged.</summary>
public sealed class MergeContractTests
{
    private const int Part = 60;

    private static readonly List<Example> Stream = Streams.Wild(4 * Part);

    public static TheoryData<string> Mergeable =>
        [.. Samples.Listed.Where(component => IsMergeable(component.Type.FullName!)).Select(component => component.Type.FullName!)];

    public static TheoryData<string> Sums =>
        [.. Samples.Listed.Where(component => IsMergeable(component.Type.FullName!) && !IsMixed(LearningComponents.Make(component.Type.FullName!))).Select(component => component.Type.FullName!)];

    [Fact]
    public void WhatSumsUpIsMergeable()
    {
        string[] names =
        [
            "Accuracy", "BayesianMean", "BernoulliNB", "ComplementNB", "ConfusionMatrix", "Count", "Cov", "GaussianNB", "LinearRegression", "LogisticRegression", "LogLoss",
            "MAE", "MaxAbsScaler", "Mean", "MinMaxScaler", "MultinomialNB", "NUnique", "OneHotEncoder", "OneVsRestClassifier", "PARegressor", "Perceptron", "R2", "ROCAUC",
            "SoftmaxRegression", "StandardScaler", "Sum", "TFIDF", "TransformerUnion", "Var",
        ];
        var mergeable = Samples.Listed.Where(component => IsMergeable(component.Type.FullName!)).Select(component => component.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Superset(names.ToHashSet(StringComparer.OrdinalIgnoreCase), mergeable);
    }

    [Theory]
    [InlineData("HoeffdingTreeClassifier")]
    [InlineData("KNNClassifier")]
    [InlineData("ADWIN")]
    [InlineData("RollingClassificationMetric")]
    public void WhatDependsOnTheOrderIsNot(string name)
    {
        var component = Samples.Listed.Single(listed => listed.Name == name || listed.Type.Name == name);
        Assert.NotNull(Mixer.ObstacleOf(Samples.Make(component)));
    }

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void SharesThatLearnedNothingChangeNothing(string type)
    {
        var origin = Learned(type, Stream[..Part]);
        var before = origin.Hash;

        Merge(origin, Copy(type, origin), Copy(type, origin), Copy(type, origin));

        Assert.Equal(before, origin.Hash);
    }

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void TheSameSharesGiveTheSameBitsAndStayAsTheyAre(string type)
    {
        var (origin, one, other) = Shares(type);
        var hashes = (one.Hash, other.Hash);
        var twin = Copy(type, origin);

        Merge(origin, one, other);
        Merge(twin, one, other);

        Assert.Equal(twin.Hash, origin.Hash);
        Assert.Equal(hashes, (one.Hash, other.Hash));
    }

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void WhatWasMergedIsWhatIsSavedOfIt(string type)
    {
        var (origin, one, other) = Shares(type);
        Merge(origin, one, other);

        var loaded = Copy(type, origin);

        Assert.Equal(origin.Hash, loaded.Hash);
        foreach (var example in Stream)
        {
            Assert.Equal(loaded.Answer(example), origin.Answer(example));
            loaded.Learn(example);
            origin.Learn(example);
        }

        Assert.Equal(loaded.Hash, origin.Hash);
    }

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void AnotherOrderChangesNothingButDigits(string type)
    {
        var (origin, one, other) = Shares(type);
        var twin = Copy(type, origin);

        Merge(origin, one, other);
        Merge(twin, other, one);

        AssertAlike(origin, twin);
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public void SumsAreWhatOneWouldHaveThatLearnedFromAll(string type)
    {
        var (origin, one, other) = Shares(type);
        var third = Copy(type, origin);
        Learn(third, Stream[(3 * Part)..]);

        Merge(origin, one, other, third);

        AssertAlike(Learned(type, Stream), origin);
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public void SumsMayBeMergedInAnyGroups(string type)
    {
        var (origin, one, other) = Shares(type);
        var third = Copy(type, origin);
        Learn(third, Stream[(3 * Part)..]);
        var two = Copy(type, origin);
        Merge(two, one, other);

        Merge(origin, two, third);

        AssertAlike(Learned(type, Stream), origin);
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public void SumsGoOnAfterAMerge(string type)
    {
        var (origin, one, other) = Shares(type);
        Merge(origin, one, other);
        var second = Copy(type, origin);
        Learn(second, Stream[(3 * Part)..]);

        Merge(origin, Copy(type, origin), second);

        AssertAlike(Learned(type, Stream), origin);
    }

    [Theory]
    [MemberData(nameof(Mergeable))]
    public void StepsThatWereTakenMeanwhileAreRepeated(string type)
    {
        var (origin, one, _) = Shares(type);
        var (merged, none) = (Copy(type, origin), Copy(type, origin));
        Merge(merged, one, none);

        // Nothing was learned meanwhile, so that the merged one is what all become.
        Merge(none, addToFirst: true, merged, Copy(type, origin));

        AssertAlike(merged, none);
    }

    private static bool IsMergeable(string type) => LearningComponents.Make(type) is { } made && Subjects.Of(made) is not null && Mixer.ObstacleOf(made) is null;

    private static bool IsMixed(object made) => made is GradientModel or PassiveAggressiveModel or SoftmaxRegression ||
        (made is Pipeline { Last: { } last } && IsMixed(last)) || (made is OneVsRestClassifier { Classifier: var inner } && IsMixed(inner));

    private static (Subject Origin, Subject One, Subject Other) Shares(string type)
    {
        var origin = Learned(type, Stream[..Part]);
        var (one, other) = (Copy(type, origin), Copy(type, origin));
        Learn(one, Stream[Part..(2 * Part)]);
        Learn(other, Stream[(2 * Part)..(3 * Part)]);
        return (origin, one, other);
    }

    private static Subject Learned(string type, List<Example> examples)
    {
        var subject = LearningComponents.Employ(type);
        Learn(subject, examples);
        return subject;
    }

    private static void Learn(Subject subject, List<Example> examples)
    {
        foreach (var example in examples)
        {
            subject.Learn(example);
        }
    }

    private static Subject Copy(string type, Subject subject)
    {
        var copy = LearningComponents.Employ(type);
        StateFormat.CopyTo(subject, copy);
        return copy;
    }

    private static void Merge(Subject origin, params Subject[] shares) => Merge(origin, addToFirst: false, shares);

    private static void Merge(Subject origin, bool addToFirst, params Subject[] shares) => ((IMergeable)origin.Component).Merge(new Shares(
        [.. shares.Select(share => share.Component)],
        [.. shares.Select(share => FeatureNumbers.Of(SpaceOf(share), SpaceOf(origin)))],
        addToFirst));

    private static FeatureSpace SpaceOf(Subject subject) => subject.Read(Stream[0]).Space;

    private static void AssertAlike(Subject expected, Subject merged)
    {
        foreach (var example in Stream.Where((_, i) => i % 5 == 0))
        {
            var others = merged.Answer(example).ToDictionary(figure => figure.Name, figure => figure.Number, StringComparer.Ordinal);
            var answer = expected.Answer(example);
            Assert.Equal(answer.Count, others.Count);
            foreach (var (name, number) in answer)
            {
                Assert.True(others.TryGetValue(name, out var other), $"{name} is not among {string.Join(", ", others.Keys)}.");
                Assert.True(number.Equals(other) || Math.Abs(number - other) <= 1e-9 * (1 + Math.Abs(number)), FormattableString.Invariant($"{name} is {number} and merged {other}"));
            }
        }
    }
}
