using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Preprocessing;
using OnlineMl.State;
using OnlineMl.Tests.Composition;

namespace OnlineMl.Tests.Preprocessing;

public class ScalerTests
{
    public static TheoryData<ITransformer> Scalers =>
    [
        new StandardScaler(), new StandardScaler { WithStd = false }, new MinMaxScaler(), new MaxAbsScaler(), new RobustScaler(),
        new AdaptiveStandardScaler { FadingFactor = 0.3 }, new Normalizer { Order = 2 }, new Binarizer { Threshold = 30 },
    ];

    [Theory]
    [MemberData(nameof(Scalers))]
    public void LearnAndTransform_AllocateNothing(ITransformer scaler)
    {
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var sparse = new FeatureVector(space);
        for (var i = 0; i < 11; i++)
        {
            x[$"f{i}"] = i;
        }

        sparse["f9"] = 4;
        sparse["f2"] = 5;
        var scaled = new FeatureVector(space, keepsStrangers: true);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                scaler.Learn(i % 2 == 0 ? x : sparse);
                scaled.Clear();
                scaler.Transform(i % 2 == 0 ? x : sparse, scaled);
            }
        }));
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    public void Transform_PassesTextsAndGivesFiniteNumbersForStrangers(ITransformer scaler)
    {
        var space = new FeatureSpace();
        scaler.Learn(new FeatureVector(space) { ["a"] = 3, ["t"] = 5 });
        scaler.Learn(new FeatureVector(space) { ["a"] = 4, ["t"] = "red" });
        var state = StateFormat.Hash(scaler);
        var result = scaler.Transformed(new FeatureVector(space, keepsStrangers: true) { ["new"] = 7, ["t"] = "blue", ["a"] = "now a text" });
        Assert.Equal(("blue", "now a text"), (result["t"], result["a"]));
        Assert.True(double.IsFinite((double)result["new"]));
        Assert.Equal(state, StateFormat.Hash(scaler));
    }

    [Fact]
    public void StandardScaler_GivesSameBitsDenseAndSparse()
    {
        var random = new OnlineMl.Randomness.RandomSource(1);
        var (dense, sparse) = (new StandardScaler(), new StandardScaler());
        var space = new FeatureSpace();
        for (var i = 0; i < 11; i++)
        {
            space.GetOrAdd($"f{i}");
        }

        for (var n = 0; n < 50; n++)
        {
            var (x, reversed) = (new FeatureVector(space), new FeatureVector(space));
            for (var i = 0; i < 11; i++)
            {
                x.Add(i, random.NextGauss(i, 1 + i));
            }

            for (var i = 10; i >= 0; i--)
            {
                reversed.Add(i, x.Numbers[i]);
            }

            dense.Learn(x);
            sparse.Learn(reversed);
            Assert.Equal(dense.Transformed(x), sparse.Transformed(reversed));
        }

        Assert.Equal(StateFormat.Hash(dense), StateFormat.Hash(sparse));
    }

    [Fact]
    public void StandardScaler_HasPopulationMoments()
    {
        var scaler = new StandardScaler();
        var space = new FeatureSpace();
        foreach (var value in (ReadOnlySpan<double>)[2, 4, 4, 4, 5, 5, 7, 9])
        {
            scaler.Learn(new FeatureVector(space) { ["x"] = value });
        }

        Assert.Equal((5, 4), (scaler.MeanOf(0), scaler.VarianceOf(0)));
        Assert.Equal(1.5, scaler.Transformed(new FeatureVector(space) { ["x"] = 8 })["x"]);
    }

    [Fact]
    public void Learn_RefusesNumbersWhoseSquareOverflows()
    {
        var scaler = new StandardScaler();
        var x = new FeatureVector { ["x"] = 1 };
        scaler.Learn(x);
        var state = StateFormat.Hash(scaler);
        x["x"] = 1e200;
        Assert.Throws<NonFiniteStepException>(() => scaler.Learn(x));
        Assert.Equal(state, StateFormat.Hash(scaler));
    }

    [Fact]
    public void MinMaxScaler_KeepsExtremesFinite()
    {
        var scaler = new MinMaxScaler();
        var x = new FeatureVector { ["x"] = -1.7e308 };
        scaler.Learn(x);
        x["x"] = 1.7e308;
        scaler.Learn(x);
        Assert.Equal(1.0, scaler.Transformed(x)["x"]);
        x["x"] = 0;
        Assert.Equal(0.5, scaler.Transformed(x)["x"]);
    }
}
