using System.Text.Json;

namespace OnlineMl.Parity;

/// <summary>Files of records may hold what nobody thought of.</summary>
public sealed class ParityRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-parity").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"id":"a"}""")]
    [InlineData("\"a text\"")]
    [InlineData("""{"id":8,"kind":7}""")]
    [InlineData("""{"id":"a","kind":"drift","spec":"...","pipeline":"..."}""")]
    [InlineData("""{"id":"a","kind":"drift","spec":{"DDM":"..."},"pipeline":"drift.DDM(...)","dataset":"d","drift_indices":[]}""")]
    [InlineData("""{"id":"a","kind":"progressive","spec":[{"StandardScaler":{}},"..."],"pipeline":"..."}""")]
    [InlineData("""{"id":"a","kind":"progressive","spec":5,"pipeline":"..."}""")]
    [InlineData("""{"id":"a","kind":"progressive","spec":{"LinearRegression":{}},"pipeline":"...","dataset":"d"}""")]
    [InlineData("""{"id":"a","kind":"stat","spec":{"Mean":{}},"pipeline":"stats.Mean()","dataset":"d","values":"none"}""")]
    [InlineData("""{"id":"a","kind":"drift","spec":{"DDM":{}},"pipeline":"drift.DDM()","dataset":["d"]}""")]
    [InlineData("""{"id":"a","kind":"drift","spec":{"DDM":{}},"pipeline":"drift.DDM()","dataset":"unheard"}""")]
    [InlineData("""{"id":"a","kind":"table","pipeline":"...","rows":"none"}""")]
    [InlineData("""{"id":"a","kind":"table","rows":[{"loss":"..."}]}""")]
    [InlineData("""{"id":"a","kind":"dance","spec":{"DDM":{}}}""")]
    [InlineData("""{"id":"a","kind":"metric","spec":{"MAE":{}},"seeds":3,"pipeline":"..."}""")]
    public void Record_OfUnknownShape_IsNotBuildable(string record)
    {
        var result = Assert.Single(Run(record));
        Assert.Equal(RecordStatus.NotBuildable, result.Status);
        Assert.False(string.IsNullOrEmpty(result.Why));
    }

    [Fact]
    public void Ddm_OfTheOldRiver_JudgesOneValueEarlier()
    {
        var values = Enumerable.Range(0, 30).Select(i => i % 10 == 0 ? 1 : 0).Concat(Enumerable.Repeat(1, 9)).ToList();
        Input("d", values);
        var result = Assert.Single(Run("""
            {"id":"a","kind":"drift","spec":{"DDM":{"min_num_instances":30}},"pipeline":"drift.DDM()","dataset":"d",
             "drift_indices":[33],"warning_count":2,"warning_first_50":[31,32]}
            """));
        Assert.Equal((RecordStatus.Matched, null), (result.Status, result.Why));
    }

    [Fact]
    public void Binarizer_OfTruthValues_HasNoNumbers()
    {
        Input("d", new[] { new { x = new { a = 1.0, b = -2.0 } } });
        var result = Assert.Single(Run("""
            {"id":"a","kind":"transform","order":"learn-then-transform","spec":{"Binarizer":{"threshold":0,"dtype":"bool"}},
             "pipeline":"preprocessing.Binarizer()","dataset":"d","n_samples":1,"first_20":[{"a":true,"b":false}],"at":{},
             "sum_of_numeric_outputs":0,"count_of_numeric_outputs":0}
            """));
        Assert.Equal((RecordStatus.Matched, null), (result.Status, result.Why));
    }

    [Fact]
    public void Union_WithAPipelineInside_GivesTheFeaturesOfBoth()
    {
        Input("d", new[] { new { x = new { a = "u", w = 3.0 } } });
        var result = Assert.Single(Run("""
            {"id":"v24/a","kind":"transform","order":"learn-then-transform",
             "spec":{"TransformerUnion":[[{"Discard":{"keys":["w"]}},{"OneHotEncoder":{"drop_zeros":true}}],{"Select":{"keys":["w"]}}]},
             "pipeline":"(compose.Discard('w') | preprocessing.OneHotEncoder(drop_zeros=True)) + compose.Select('w')","dataset":"d","n_samples":1,
             "first_20":[{"a_u":1,"w":3}],"at":{},"sum_of_numeric_outputs":4,"count_of_numeric_outputs":2}
            """));
        Assert.Equal((RecordStatus.Matched, null), (result.Status, result.Why));
    }

    [Fact]
    public void Agg_WithATimeWindow_ForgetsByTheTimesOfTheRecord()
    {
        Input("d", new[] { new { x = new { v = 1.0 } }, new { x = new { v = 3.0 } }, new { x = new { v = 5.0 } } });
        File.WriteAllText(Path.Combine(_folder, "inputs_t.json"), """{"minutes":[0,30,80]}""");
        var result = Assert.Single(Run("""
            {"id":"v24/a","kind":"transform","order":"learn-then-transform",
             "spec":{"Agg":{"on":"v","by":null,"how":{"TimeRolling":{"obj":{"Mean":{}},"period":{"timedelta":{"seconds":3600}}}}}},
             "pipeline":"feature_extraction.Agg(...)","dataset":"d","t":"minutes","n_samples":3,
             "first_20":[{"v_mean":1},{"v_mean":2},{"v_mean":4}],"at":{},"sum_of_numeric_outputs":7,"count_of_numeric_outputs":3}
            """));
        Assert.Equal((RecordStatus.Matched, null), (result.Status, result.Why));
    }

    [Fact]
    public void StatisticRegressor_BeforeItsFirstValue_PredictsNothing()
    {
        Input("d", new[] { new { x = new { v = 1.0 }, y = 2.5 }, new { x = new { v = 3.0 }, y = 4.5 } });
        var result = Assert.Single(Run("""
            {"id":"v24/a","kind":"progressive","spec":{"StatisticRegressor":{"statistic":{"RollingQuantile":{"q":0.5,"window_size":3}}}},
             "pipeline":"dummy.StatisticRegressor(stats.RollingQuantile(0.5, 3))","dataset":"d","n_samples":2,
             "first_20":[null,2.5],"at":{},"metrics_at":{},"metrics":{"MAE()":2}}
            """));
        Assert.Equal((RecordStatus.Matched, null), (result.Status, result.Why));
    }

    private void Input(string name, object value) =>
        File.WriteAllText(Path.Combine(_folder, "inputs.json"), JsonSerializer.Serialize(new Dictionary<string, object> { [name] = value }));

    private List<RecordResult> Run(string record)
    {
        var file = Path.Combine(_folder, "records.json");
        File.WriteAllText(file, $$"""{"records":[{{record}}]}""");
        return [.. ParityRunner.Run(file)];
    }
}
