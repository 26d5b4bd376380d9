using System.Text;
using System.Text.Json;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract;

/// <summary>What holds for every component holds for the models that are made of it, in whichever way they are taught.</summary>
public sealed class CompositionTests
{
    public static TheoryData<string> All => [.. Compositions.All];

    [Theory]
    [MemberData(nameof(All))]
    public void PredictingAndLearningAtOnceIsPredictingThenLearning(string spec)
    {
        var (apart, atOnce) = (Model.FromSpec(spec), Model.FromSpec(spec));
        var (first, second) = (new Prediction(), new Prediction());
        foreach (var (example, i) in Stream().Select((example, i) => (example, i)))
        {
            var before = apart.StateHash();
            apart.Predict(Read(example, apart, i), first);
            var refusal = Refusal(() => apart.Learn(Read(example, apart, i), TargetOf(example, apart), example.Weight));
            Assert.Equal(refusal, Refusal(() => atOnce.PredictThenLearn(Read(example, atOnce, i), TargetOf(example, atOnce), second, example.Weight)));

            Assert.True(refusal is null && example.Weight > 0 || before == apart.StateHash(), $"{i}: {refusal}");
            Assert.True(apart.StateHash() == atOnce.StateHash(), $"{i}: {refusal}");
            Assert.True(refusal is not null || Text(first, apart) == Text(second, atOnce), $"{i}: {Text(first, apart)} {Text(second, atOnce)}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ABatchIsItsExamplesOneByOne_OrOneStepThatLeavesNoTraceWhenItIsRefused(string spec)
    {
        var (whole, loop) = (Model.FromSpec(spec), Model.FromSpec(spec));
        var takesOneStep = MiniBatch.TakesOneStep(whole.Component);
        foreach (var (chunk, i) in Stream().Chunk(4).Select((chunk, i) => (chunk, i)))
        {
            // A weight of 0 is as if the example were not there, names and transformers included.
            var counting = takesOneStep ? [.. chunk.Where(example => example.Weight != 0)] : chunk;
            var before = whole.StateHash();
            var refusal = Refusal(() => whole.LearnMany(
                [.. chunk.Select(example => Read(example, whole, i))], [.. chunk.Select(example => TargetOf(example, whole))], [.. chunk.Select(example => example.Weight)]));
            if (takesOneStep)
            {
                Assert.Equal(refusal, Refusal(() => loop.LearnMany(
                    [.. counting.Select(example => Read(example, loop, i))], [.. counting.Select(example => TargetOf(example, loop))], [.. counting.Select(example => example.Weight)])));
                Assert.True(refusal is null || before == whole.StateHash(), $"{i}: {refusal}");
            }
            else if (Array.Exists(chunk, example => !double.IsFinite(example.Weight) || example.Weight < 0 || !Fits(whole, TargetOf(example, whole))))
            {
                Assert.NotNull(refusal);
            }
            else
            {
                Assert.Equal(refusal, chunk.Select(example =>
                    Refusal(() => loop.Learn(Read(example, loop, i), TargetOf(example, loop), example.Weight))).FirstOrDefault(text => text is not null));
            }

            Assert.True(whole.StateHash() == loop.StateHash(), $"{i}: {refusal}");
        }
    }

    private static List<Example> Stream()
    {
        var random = new Random(17);
        double[] weights = [0, 1.0 / 3, 2, -1, double.NaN, double.PositiveInfinity];
        return [.. Streams.Wild(36).SelectMany((example, i) => (Example[])
        [
            i % 3 == 2 ? Streams.Strange(random) : example,
            example with { Weight = i % 4 == 0 ? weights[i / 4 % weights.Length] : 1 },
        ])];
    }

    private static FeatureVector Read(Example example, Model model, int seconds)
    {
        var x = model.NewExample();
        foreach (var feature in example.Features)
        {
            if (feature.Text is null)
            {
                x.Add(x.Resolve(feature.Name), feature.Number);
            }
            else
            {
                x.Add(feature.Name, feature.Text);
            }
        }

        x.Time = DateTime.UnixEpoch.AddSeconds(seconds);
        return x;
    }

    private static Target TargetOf(Example example, Model model) =>
        model.Task == ModelTask.BinaryClassification ? example.Truth
        : model.Task == ModelTask.Classification ? example.Text
        : example.Number;

    private static bool Fits(Model model, Target target) => Refusal(() => model.Fit(target)) is null;

    private static string? Refusal(Action learn)
    {
        try
        {
            learn();
            return null;
        }
        catch (Exception refusal) when (refusal is NonFiniteStepException or ArgumentException or TooManyFeaturesException)
        {
            return refusal.Message;
        }
    }

    private static string Text(Prediction prediction, Model model)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            model.Task.WriteInFull(json, prediction);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
