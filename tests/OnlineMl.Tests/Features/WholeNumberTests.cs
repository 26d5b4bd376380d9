using System.Globalization;
using System.Numerics;
using System.Text;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.Preprocessing;
using OnlineMl.State;
using OnlineMl.Statistics;
using OnlineMl.Tests.Composition;
using OnlineMl.Tests.Contract;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Features;

/// <summary>Whole numbers that a double cannot hold keep their identity as categories, and are the nearest double as numbers.</summary>
public sealed class WholeNumberTests
{
    private const long Odd = 9007199254740993;

    [Theory]
    [InlineData("9007199254740993", "id_9007199254740993")]
    [InlineData("-9007199254740993", "id_-9007199254740993")]
    [InlineData("9223372036854775807", "id_9223372036854775807")]
    [InlineData("18446744073709551615", "id_18446744073709551615")]
    [InlineData("9007199254740992", "id_9007199254740992")]
    [InlineData("9007199254740991", "id_9007199254740991")]
    [InlineData("7", "id_7")]
    public void AnIdentifierInJson_IsACategoryOfItsOwn(string id, string name)
    {
        var x = new FeatureVector();
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"id": {{id}}}"""));
        Assert.Equal(name, NameOf(x));

        // The second time the name is expected, and an escaped name takes the way through the reader of the base library.
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"id": {{id}}}"""));
        Assert.Equal(name, NameOf(x));
        x.FillFromJson(Encoding.UTF8.GetBytes($$"""{"i\u0064": {{id}}}"""));
        Assert.Equal(name, NameOf(x));
        Assert.Equal(double.Parse(id, System.Globalization.CultureInfo.InvariantCulture), x.Numbers[0]);
    }

    [Fact]
    public void TwoIdentifiersNextToEachOther_AreTwoCategories()
    {
        var model = Model.FromSpec("""[{"OneHotEncoder": {"encodes_numbers": true}}, "LogisticRegression"]""");
        var x = model.NewExample();
        for (var i = 0; i < 50; i++)
        {
            x.FillFromJson(i % 2 == 0 ? """{"id": 9007199254740993}"""u8 : """{"id": 9007199254740992}"""u8);
            model.Learn(x, i % 2 == 0);
        }

        x.FillFromJson("""{"id": 9007199254740993}"""u8);
        Assert.True(model.Predict(x).Probabilities[true] > 0.5);
        x.FillFromJson("""{"id": 9007199254740992}"""u8);
        Assert.True(model.Predict(x).Probabilities[true] < 0.5);
    }

    public static TheoryData<string> ModelsOfCategories =>
    [
        """[{"OneHotEncoder": {"encodes_numbers": true}}, "LogisticRegression"]""",
        """[{"OneHotEncoder": {"encodes_numbers": true}}, "MultinomialNB"]""",
        """[{"OneHotEncoder": {"encodes_numbers": true}}, "BernoulliNB"]""",
        """[{"OrdinalEncoder": {"encodes_numbers": true}}, "HoeffdingTreeClassifier"]""",
        """[{"OrdinalEncoder": {"encodes_numbers": true}}, "GaussianNB"]""",
        """[{"TargetAgg": {"by": ["id"], "how": "Mean"}}, "LogisticRegression"]""",
        """[{"TargetAgg": {"by": ["id"], "how": {"BayesianMean": {"prior": 0.5, "prior_weight": 1}}}}, "GaussianNB"]""",
        """["PreviousImputer", {"OneHotEncoder": {"encodes_numbers": true}}, "LogisticRegression"]""",
        """[{"Prefixer": "p_"}, {"Select": {"keys": ["p_id"]}}, {"Renamer": {"mapping": {"p_id": "q"}}}, {"OneHotEncoder": {"encodes_numbers": true}}, "LogisticRegression"]""",
        """[{"TransformerUnion": [{"OneHotEncoder": {"encodes_numbers": true}}, {"Suffixer": "_s"}]}, {"Discard": {"keys": ["id_s"]}}, "LogisticRegression"]""",
        """[{"Grouper": {"transformer": {"OneHotEncoder": {"encodes_numbers": true}}, "by": ["id"]}}, "LogisticRegression"]""",
        """{"HoeffdingTreeClassifier": {"nominal_attributes": ["id"], "grace_period": 10, "leaf_prediction": "mc"}}""",
        """{"HoeffdingTreeClassifier": {"nominal_attributes": ["id"], "grace_period": 10, "binary_split": true, "leaf_prediction": "mc"}}""",
        """{"HoeffdingTreeClassifier": {"nominal_attributes": ["id"], "leaf_prediction": "nb"}}""",
        """{"HoeffdingTreeClassifier": {"nominal_attributes": ["id"], "river_rules": true}}""",
    ];

    [Theory]
    [MemberData(nameof(ModelsOfCategories))]
    public void IdentifiersNextToEachOther_AreTwoCategoriesForEveryModel_AndStayThat(string spec)
    {
        var model = Model.FromSpec(spec);
        var x = model.NewExample();
        for (var i = 0; i < 400; i++)
        {
            x.FillFromJson(i % 2 == 0 ? """{"id": 9007199254740993}"""u8 : """{"id": 9007199254740992}"""u8);
            model.Learn(x, i % 2 == 0);
            if (i == 300)
            {
                using var file = new MemoryStream();
                model.Save(file);
                file.Position = 0;
                model = Model.Load(file);
                x = model.NewExample();
            }
        }

        foreach (var isOdd in (bool[])[true, false])
        {
            x.FillFromJson(isOdd ? """{"id": 9007199254740993}"""u8 : """{"id": 9007199254740992}"""u8);
            Assert.Equal(isOdd, model.Predict(x).Probabilities[true] > 0.5);
        }
    }

    [Fact]
    public void ARegressionTree_TellsIdentifiersApart()
    {
        var tree = new HoeffdingTreeRegressor { NominalAttributes = ["id"], GracePeriod = 20, LeafPrediction = RegressionLeafPrediction.Mean };
        var space = new FeatureSpace();
        for (var i = 0; i < 400; i++)
        {
            tree.Learn(new FeatureVector(space) { ["id"] = Odd - (i % 2) }, i % 2);
        }

        Assert.Equal(0, tree.Predict(new FeatureVector(space) { ["id"] = Odd }), 0.1);
        Assert.Equal(1, tree.Predict(new FeatureVector(space) { ["id"] = Odd - 1 }), 0.1);
    }

    public static TheoryData<string> StatisticsOfCategories =>
        [.. Samples.Listed.Where(component => component.Type.IsAssignableTo(typeof(ICategoricalStatistic))).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(StatisticsOfCategories))]
    public void AStatisticOfCategories_TakesIdentifiersAsItTakesTexts_AndRemembersThem(string type)
    {
        var ofNumbers = (ICategoricalStatistic)Samples.Make(Samples.Find(type));
        var ofTexts = (ICategoricalStatistic)Samples.Make(Samples.Find(type));
        foreach (var id in (long[])[Odd, Odd - 1, Odd - 1, Odd, Odd, Odd + 1, Odd])
        {
            ofNumbers.Update(id);
            ofTexts.Update(id.ToString(CultureInfo.InvariantCulture));
            var loaded = (ICategoricalStatistic)Samples.Make(Samples.Find(type));
            StateFormat.Load(loaded, StateFormat.Save(ofNumbers));
            ofNumbers = loaded;
            Assert.Equal(ofTexts.Value.IsAbsent, ofNumbers.Value.IsAbsent);
            Assert.Equal(ofTexts.Value.Text ?? Digits(ofTexts.Value), Digits(ofNumbers.Value));
        }
    }

    [Theory]
    [InlineData("""{"StatImputer": [["id", "Mode"]]}""")]
    [InlineData("""{"StatImputer": [["id", {"RollingMode": {"window_size": 3}}]]}""")]
    [InlineData("\"PreviousImputer\"")]
    public void AnImputer_PutsTheIdentifierBackThatWasLearned(string spec)
    {
        var x = new FeatureVector { ["id"] = Odd, ["a"] = 1 };
        var step = ComponentCatalog.BuiltIn.Create<ITransformer>(spec);
        step.Learn(x);
        var imputer = ComponentCatalog.BuiltIn.Create<ITransformer>(spec);
        StateFormat.Load(imputer, StateFormat.Save(step));

        var imputed = new FeatureVector(x.Space);
        imputer.Transform(new FeatureVector(x.Space) { ["a"] = 1 }, imputed);

        Assert.Contains("id_9007199254740993", new OneHotEncoder { DropZeros = true, EncodesNumbers = true }.Transformed(imputed).Keys);
    }

    private static string Digits(FeatureValue value) =>
        ((Int128)value.Number + value.Rest).ToString(CultureInfo.InvariantCulture) + (value.Number == Math.Floor(value.Number) ? "" : value.Number.ToString("R", CultureInfo.InvariantCulture));

    [Fact]
    public void ValuesOfDotNet_KeepWhatADoubleLacks()
    {
        Assert.Equal("id_9007199254740993", NameOf(new FeatureVector { ["id"] = Odd }));
        Assert.Equal("id_18446744073709551615", NameOf(new FeatureVector { ["id"] = new FeatureValue(ulong.MaxValue) }));
        var replaced = new FeatureVector { ["id"] = Odd };
        replaced["id"] = 7;
        Assert.Equal("id_7", NameOf(replaced));
        foreach (var value in new object[] { Odd, (ulong)Odd, (decimal)Odd, (Int128)Odd, (UInt128)Odd, (BigInteger)Odd, System.Text.Json.JsonElement.Parse("9007199254740993") })
        {
            var x = new FeatureVector();
            x.FillFromPairs([new KeyValuePair<string, object?>("id", value)]);
            Assert.Equal("id_9007199254740993", NameOf(x));
        }

        var typed = new FeatureVector();
        typed.FillFromObject(new { id = Odd });
        Assert.Equal("id_9007199254740993", NameOf(typed));
        typed.FillFromObject(new { id = (long?)Odd });
        Assert.Equal("id_9007199254740993", NameOf(typed));
    }

    [Fact]
    public void Copies_KeepIt()
    {
        var x = new FeatureVector { ["other"] = 1, ["id"] = Odd };
        var same = new FeatureVector(x.Space);
        same.CopyFrom(x);
        var foreign = new FeatureVector();
        foreign.CopyFrom(x);
        var selected = new FeatureVector(x.Space);
        new Select("id").Transform(x, selected);

        Assert.Contains("id_9007199254740993", new OneHotEncoder { DropZeros = true, EncodesNumbers = true }.Transformed(same).Keys);
        Assert.Contains("id_9007199254740993", new OneHotEncoder { DropZeros = true, EncodesNumbers = true }.Transformed(foreign).Keys);
        Assert.Equal("id_9007199254740993", NameOf(selected));
    }

    [Fact]
    public void AScaledNumber_IsNoIdentifierAnyMore()
    {
        var x = new FeatureVector { ["id"] = Odd };
        var scaler = new MaxAbsScaler();
        scaler.Learn(x);
        var scaled = new FeatureVector(x.Space);
        scaler.Transform(x, scaled);

        Assert.Equal("id_1", NameOf(scaled));
        x.Clear();
        x.Add("id", 5);
        Assert.Equal("id_5", NameOf(x));
    }

    [Fact]
    public void Groups_AreTheirOwn()
    {
        var mean = new Agg("price", ["id"], new Mean());
        var space = new FeatureSpace();
        mean.Learn(new FeatureVector(space) { ["id"] = Odd, ["price"] = 10 });
        mean.Learn(new FeatureVector(space) { ["id"] = Odd - 1, ["price"] = 20 });
        var output = new FeatureVector();

        mean.Transform(new FeatureVector(space) { ["id"] = Odd }, output);

        Assert.Equal(10, output.Numbers[0]);
    }

    [Fact]
    public void ACellOfACsvFile_KeepsItToo()
    {
        using var data = new MemoryStream("id,y\n9007199254740993,1\n9007199254740992,0\n"u8.ToArray());
        using var reader = new CsvDataset(() => data, new ColumnOptions { Target = "y" }).Open();
        var x = new FeatureVector();
        var names = new List<string>();
        while (reader.TryRead(x, out _))
        {
            names.Add(NameOf(x));
        }

        Assert.Equal(["id_9007199254740993", "id_9007199254740992"], names);
    }

    private static string NameOf(FeatureVector x) => new OneHotEncoder { DropZeros = true, EncodesNumbers = true }.Transformed(x).Keys.Single();
}
