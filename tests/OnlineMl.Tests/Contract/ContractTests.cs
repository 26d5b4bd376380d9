using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>What every component of the catalog keeps to. A new component is checked as soon as it is listed.</summary>
public sealed class ContractTests
{
    /// <summary>Parts of other components: they learn nothing by themselves.</summary>
    private static readonly string[] Parts =
        ["optimizer", "loss", "multiclass_loss", "schedule", "initializer", "neighbor_search", "minkowski_distance", "class_splitter", "regression_splitter"];

    public static TheoryData<string> All => [.. Samples.Listed.Select(component => component.Type.FullName!)];

    public static TheoryData<string> Learning => [.. Samples.Listed.Where(component => !component.Tasks.Intersect(Parts, StringComparer.Ordinal).Any()).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(All))]
    public void IsDocumented(string type)
    {
        var component = Samples.Find(type);

        Assert.NotEmpty(component.Summary);
        Assert.NotEmpty(component.Tasks);
        foreach (var parameter in component.Parameters)
        {
            Assert.True(parameter.Help.Length > 0, $"{parameter.Name} has no help.");
            var needsRange = parameter.Kind is "number" or "whole number" && !string.Equals(parameter.Name, "seed", StringComparison.Ordinal) && !parameter.IsNullable;
            Assert.True(!needsRange || parameter.Range.Length > 0, $"{parameter.Name} has no range.");
            Assert.True(parameter.IsRequired || parameter.DefaultText.Length > 0, $"{parameter.Name} has no default.");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SpecOfTheModelOfASpecIsTheSpec(string type)
    {
        var spec = ComponentCatalog.BuiltIn.ToSpec(Samples.Make(Samples.Find(type)));

        Assert.Equal(spec, ComponentCatalog.BuiltIn.ToSpec(Twin(type, spec)));
        Assert.Equal(spec, ComponentCatalog.BuiltIn.ToSpec(Untrained.Copy(Twin(type, spec))));
        Assert.Equal(System.Text.Json.JsonValueKind.Object, ComponentCatalog.BuiltIn.Describe(Samples.Make(Samples.Find(type))).ValueKind);
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void AnsweringChangesNothing(string type)
    {
        var subject = Make(type);
        foreach (var example in Streams.Wild(120))
        {
            var before = subject.Hash;
            var answer = subject.Answer(example);
            Assert.Equal(answer, subject.Answer(example));
            Assert.Equal(before, subject.Hash);
            subject.Learn(example);
        }
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void SameExamplesGiveTheSameModel_InAnyCulture(string type)
    {
        var first = Run(Make(type), Streams.Wild(150));
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var second = Run(Make(type), Streams.Wild(150));

            Assert.Equal(first.Answers, second.Answers);
            Assert.Equal(first.Subject.Hash, second.Subject.Hash);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void LearningGoesOnAfterLoadingAsIfNothingHadHappened(string type)
    {
        var stream = Streams.Wild(200);
        var whole = Run(Make(type), stream);
        var half = Run(Make(type), stream[..100]);

        var saved = StateFormat.Save(half.Subject);
        var loaded = Make(type);
        StateFormat.Load(loaded, saved);

        Assert.Equal(half.Subject.Hash, loaded.Hash);
        var rest = Run(loaded, stream[100..]);
        Assert.Equal(whole.Answers[100..], rest.Answers);
        Assert.Equal(whole.Subject.Hash, rest.Subject.Hash);
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void AnUntrainedTwinKnowsNothing_AndTakesOverEverything(string type)
    {
        var fresh = Make(type);
        var trained = Run(Make(type), Streams.Wild(80)).Subject;
        var twin = Subjects.Of(Untrained.Copy(trained.Component))!;
        Assert.Equal(fresh.Hash, twin.Hash);

        StateFormat.CopyTo(trained, twin);

        Assert.Equal(trained.Hash, twin.Hash);
        Assert.All(Streams.Wild(80), example => Assert.Equal(trained.Answer(example), twin.Answer(example)));
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void ACopyIsWhatLoadingTheSavedStateGives_AndSharesNothing(string type)
    {
        var trained = Run(Make(type), Streams.Wild(600)).Subject;
        var before = trained.Hash;
        var copy = Make(type);
        StateFormat.CopyTo(trained, copy);
        var loaded = Make(type);
        StateFormat.Load(loaded, StateFormat.Save(trained));
        Assert.Equal(before, copy.Hash);

        var answers = Run(copy, Streams.Wild(150)).Answers;

        Assert.Equal(before, trained.Hash);
        Assert.Equal(Run(loaded, Streams.Wild(150)).Answers, answers);
        Assert.Equal(loaded.Hash, copy.Hash);
        StateFormat.CopyTo(trained, copy);
        Assert.Equal(before, copy.Hash);
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void TheOrderOfFeaturesDoesNotMatter(string type)
    {
        var stream = Streams.Tame(150);
        var turned = stream.Select(example => example with { Features = [.. example.Features.Reverse()] });

        var straight = Run(Make(type), stream).Answers;
        var reversed = Run(Make(type), [.. turned]).Answers;

        for (var i = 0; i < straight.Count; i++)
        {
            var expected = straight[i].ToDictionary(figure => figure.Name, figure => figure.Number, StringComparer.Ordinal);
            foreach (var figure in reversed[i])
            {
                // Sums in another order differ in their last digits.
                var tolerance = double.IsFinite(figure.Number) ? 1e-6 * (1 + Math.Abs(figure.Number)) : 0;
                Assert.Equal(expected[figure.Name], figure.Number, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Learning))]
    public void ExtremesLeaveFiniteAnswers(string type)
    {
        var subject = Make(type);
        var empty = subject.Answer(Streams.Tame(1)[0]);
        foreach (var example in Streams.Extreme(100))
        {
            var before = StateFormat.Hash(subject.Component);
            try
            {
                subject.Learn(example);
            }
            catch (Exception refusal) when (refusal is NonFiniteStepException || IsNegativeCount(refusal))
            {
                Assert.True(
                    string.Equals(before, StateFormat.Hash(subject.Component), StringComparison.Ordinal), "A step that was refused has changed the state.");
            }
        }

        foreach (var figure in subject.Answer(Streams.Tame(1)[0]))
        {
            // A statistic without enough data has no value, which NaN stands for.
            Assert.True(double.IsFinite(figure.Number) || (double.IsNaN(figure.Number) && empty.Contains(figure)), $"{figure.Name} is {figure.Number}.");
        }
    }

    // Models of counts refuse numbers below 0, which some extreme examples have.
    private static bool IsNegativeCount(Exception refusal) =>
        refusal is ArgumentException && refusal.Message.Contains("count cannot be negative", StringComparison.Ordinal);

    private static Subject Make(string type)
    {
        var component = Samples.Make(Samples.Find(type));
        var subject = Subjects.Of(component);
        Assert.True(subject is not null, $"The suite does not know how to put a {component.GetType()} to work: add its task to {nameof(Subjects)} or {nameof(Parts)}.");
        return subject;
    }

    private static object Twin(string type, string spec)
    {
        using var json = System.Text.Json.JsonDocument.Parse(spec);
        return new OnlineMl.Catalog.Conversion.SpecReader(ComponentCatalog.BuiltIn, new SpecOptions()).Component(json.RootElement, "$", Samples.Find(type).Type);
    }

    private static (Subject Subject, List<List<Figure>> Answers) Run(Subject subject, List<Example> stream)
    {
        var answers = new List<List<Figure>>();
        foreach (var example in stream)
        {
            answers.Add(subject.Answer(example));
            subject.Learn(example);
        }

        return (subject, answers);
    }
}
