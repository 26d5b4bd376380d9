using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Preprocessing;
using OnlineMl.State;

namespace OnlineMl.Tests;

public class ModelTests
{
    private const string Classifier = """["StandardScaler", "LogisticRegression"]""";

    [Fact]
    public void Example_LearnsAndPredicts()
    {
        var model = Model.FromSpec(Classifier);
        for (var i = 0; i < 200; i++)
        {
            model.Learn(new FeatureVector { ["age"] = i % 50 }, (Label)(i % 50 > 25));
        }

        Assert.True(model.Predict(new FeatureVector { ["age"] = 45 }).Probabilities[true] > 0.6);
        Assert.True(model.Predict(new FeatureVector { ["age"] = 5 }).Label == false);
    }

    [Fact]
    public void Code_AndSpec_MakeTheSameModel() =>
        Assert.Equal(Model.FromSpec(Classifier).ToSpec(), new Model(new StandardScaler() | new LogisticRegression()).ToSpec());

    [Fact]
    public void Predict_OfUnknownNames_ChangesNothing()
    {
        var model = Taught();
        var before = model.StateHash();
        model.Predict(new FeatureVector { ["never seen"] = 1, ["x"] = 2 });
        Assert.Equal(before, model.StateHash());
        Assert.Equal(-1, model.Features.Find("never seen"));
    }

    [Fact]
    public void Save_ThenLoad_ThenLearnOn_EqualsOneRun()
    {
        var whole = Taught();
        using var file = new MemoryStream();
        whole.Save(file);
        file.Position = 0;
        var loaded = Model.Load(file);
        Assert.Equal(whole.StateHash(), loaded.StateHash());
        Teach(whole, 20, 40);
        Teach(loaded, 20, 40);
        Assert.Equal(whole.StateHash(), loaded.StateHash());
        Assert.True(loaded.MemorySize() > 0);
    }

    [Fact]
    public void LearnDuringPredict_TeachesTheScalerWhenPredictingOnly()
    {
        var model = Model.FromSpec(Classifier, new SpecOptions { LearnDuringPredict = true });
        Assert.True(model.LearnDuringPredict);
        var x = new FeatureVector { ["x"] = 3 };
        var untaught = model.StateHash();
        model.Predict(x);
        var predicted = model.StateHash();
        Assert.NotEqual(untaught, predicted);

        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.True(Model.Load(file).LearnDuringPredict);
    }

    [Fact]
    public void Learn_OfATargetThatDoesNotFit_IsRefusedAndChangesNothing()
    {
        var model = Taught();
        var before = model.StateHash();
        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["y"] = 1 }, (Label)"red"));
        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["y"] = 1 }, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Learn(new FeatureVector { ["y"] = 1 }, true, weight: -1));
        Assert.Equal(before, model.StateHash());
    }

    [Fact]
    public void Learn_OfANumber_TakesItAsTheTarget()
    {
        var model = Model.FromSpec("\"LinearRegression\"");
        for (var i = 0; i < 100; i++)
        {
            model.Learn(new FeatureVector { ["x"] = 1 }, 4.0);
        }

        Assert.Equal(4, model.Predict(new FeatureVector { ["x"] = 1 }).Number, 0.5);
    }

    [Fact]
    public void Learn_OfAText_TakesItAsTheClass()
    {
        var model = Model.FromSpec("\"GaussianNB\"");
        model.Learn(new FeatureVector { ["x"] = 1 }, "setosa");
        model.Learn(new FeatureVector { ["x"] = 5 }, "virginica");

        Assert.Equal("setosa", model.Predict(new FeatureVector { ["x"] = 1.2 }).Label);
        Assert.Throws<ArgumentNullException>(() => model.Learn(new FeatureVector { ["x"] = 1 }, null!));
    }

    [Fact]
    public void Learn_OfANonFiniteRegressionTarget_IsRefused()
    {
        var model = Model.FromSpec("\"LinearRegression\"");
        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["x"] = 1 }, double.NaN));
        Assert.Throws<ArgumentException>(() => model.Learn(new FeatureVector { ["x"] = 1 }, (Label)"red"));
    }

    [Fact]
    public void Fit_TurnsWholeNumbersIntoClasses()
    {
        Assert.Equal(new Label(3), Model.FromSpec("\"GaussianNB\"").Fit(3.0).Label);
        Assert.Equal(3, Model.FromSpec("\"LinearRegression\"").Fit(new Label(3)).Number);
    }

    [Fact]
    public void PartOfAModel_IsNoModel()
    {
        Assert.Throws<SpecException>(() => Model.FromSpec("\"StandardScaler\""));
        Assert.Throws<ArgumentException>(() => new Model(new StandardScaler()));
    }

    [Fact]
    public void Load_OfSomethingElse_IsRefused()
    {
        using var file = new MemoryStream([1, 2, 3]);
        Assert.Throws<StateFormatException>(() => Model.Load(file));
    }

    private static Model Taught()
    {
        var model = Model.FromSpec(Classifier);
        Teach(model, 0, 20);
        return model;
    }

    private static void Teach(Model model, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            model.Learn(new FeatureVector { ["x"] = i % 7, ["z"] = i % 3 }, (Label)(i % 7 > 3));
        }
    }
}
