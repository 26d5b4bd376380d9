using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>What is learned goes through one door: whatever is no example leaves everything, alone and without a model around it, bit for bit as it
/// was.</summary>
public sealed class DoorTests
{
    private static readonly double[] NoNumbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    public static TheoryData<string> All => LearningComponents.All;

    public static TheoryData<string> Classifiers =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(typeof(IClassifier))).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(All))]
    public void AWeightOfZeroChangesNothing_NotEvenNames(string type)
    {
        foreach (var subject in Both(type).Where(subject => subject.IsWeighted))
        {
            AssertUnchanged(subject, With(Stranger(), 0), mayRefuse: false);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void PartsAndMultiplesOfAnExampleAreLearned(string type)
    {
        foreach (var subject in Both(type).Where(subject => subject.IsWeighted))
        {
            foreach (var weight in new[] { 1.0 / 3, 2 })
            {
                Assert.Null(subject.Offer(With(Stranger(), weight)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WeightsThatAreNoneAreRefusedAlike(string type)
    {
        foreach (var subject in Both(type).Where(subject => subject.IsWeighted))
        {
            foreach (var weight in NoNumbers.Append(-1))
            {
                var refusal = AssertUnchanged(subject, With(Stranger(), weight), mayRefuse: true);

                var outOfRange = Assert.IsType<ArgumentOutOfRangeException>(refusal);
                Assert.Equal("weight", outOfRange.ParamName);
                Assert.StartsWith(FormattableString.Invariant($"weight is {weight} but must lie in [0, ∞)."), outOfRange.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TargetsThatAreNoNumbersAreRefused(string type)
    {
        foreach (var subject in Both(type).Where(subject => subject.LearnsNumber))
        {
            foreach (var number in NoNumbers)
            {
                Assert.IsAssignableFrom<ArgumentException>(AssertUnchanged(subject, Stranger() with { Number = number }, mayRefuse: true));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void ATargetWithoutAClassIsRefused(string type)
    {
        foreach (var subject in Both(type))
        {
            var x = subject.Read(Stranger());
            var before = subject.Hash;

            var refusal = Assert.Throws<ArgumentException>(() => ((IClassifier)subject.Component).Learn(x, default));

            Assert.Contains("class", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(before, subject.Hash);
            Assert.True(x.HasStrangers);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WhatIsRefusedLeavesNoTrace_AndIsForgottenInEveryAnswerFromThen(string type)
    {
        var subject = LearningComponents.Employ(type);
        var twin = LearningComponents.Employ(type);
        var random = new Random(3);
        foreach (var example in Streams.Wild(80).SelectMany(example => random.Next(3) > 0 ? [example] : new[] { Streams.Strange(random), example }))
        {
            var before = subject.Hash;
            var refusal = subject.Offer(example);
            if (refusal is null)
            {
                // What learns from the same state learns the same, whatever was refused before.
                Assert.Null(twin.Offer(example));
                Assert.Equal(subject.Hash, twin.Hash);
                StateFormat.Load(LearningComponents.Employ(type), StateFormat.Save(subject));
            }
            else
            {
                Assert.True(
                    before == subject.Hash,
                    $"{type} refused {Text(example)}, but what it has learned or the names of its space changed. Refuse before AdmitStrangers. The refusal: {refusal}");
            }
        }

        foreach (var example in Streams.Wild(20))
        {
            var loaded = LearningComponents.Employ(type);
            StateFormat.Load(loaded, StateFormat.Save(subject));
            Assert.Equal(subject.Answer(example), twin.Answer(example));
            Assert.Equal(subject.Answer(example), loaded.Answer(example));
            Assert.Equal(subject.Offer(example)?.Message, loaded.Offer(example)?.Message);
            Assert.Equal(subject.Hash, loaded.Hash);
            twin.Offer(example);
        }
    }

    private static Subject[] Both(string type) => [LearningComponents.Employ(type), LearningComponents.Trained(type)];

    private static Exception? AssertUnchanged(Subject subject, Example example, bool mayRefuse)
    {
        var before = subject.Hash;
        var refusal = subject.Offer(example);
        Assert.True(mayRefuse ? refusal is not null : refusal is null, refusal?.Message ?? "Nothing was refused.");
        Assert.Equal(before, subject.Hash);
        return refusal;
    }

    /// <summary>An example with names that nobody has seen.</summary>
    private static Example Stranger() => new(
        [new Feature("a", 0.5, null), new Feature("b", 2, null), new Feature("stranger", 1.5, null), new Feature("colour", 0, "violet")], 2.5, 1);

    private static Example With(Example example, double weight) => example with { Weight = weight };

    private static string Text(Example example) => $"[{string.Join(", ", example.Features)}] -> {example.Number}, {example.Class}, weight {example.Weight}";
}
