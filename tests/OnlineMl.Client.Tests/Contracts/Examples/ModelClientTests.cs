using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OnlineMl.Contracts;
using OnlineMl.Features;

namespace OnlineMl.Client.Tests.Contracts.Examples;

public class ModelClientTests
{
    private enum Colour
    {
        Red,
        Blue,
    }

    [Fact]
    public async Task Predict_SendsEveryPublicPropertyAsAFeature()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("""{"model":"m","prediction":{"false":0.25,"true":0.75},"identifier":"id"}"""));

        var prediction = await server.Connect().For<Example>("m").PredictAsync(new Example(), "id");

        Assert.Equal(
            """
            {"model":"m","features":{"Pages":7,"Price":1.5,"Ratio":0.10000000149011612,"Exact":0.1,"Country":"FR","Returning":true,"Colour":"Blue",
            "Day":739000,"Moment":739000.5,"Offset":739000.25,"Large":18446744073709551615,"Huge":1.2676506002282294E+30,"Maybe":3},"identifier":"id"}
            """.ReplaceLineEndings(""),
            server.Calls[0].Body);
        Assert.Equal(0.75, prediction.ProbabilityOf(true));
        Assert.Equal("id", prediction.Identifier);
    }

    [Fact]
    public async Task Examples_MayBeStructsAndAnonymous()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful learn.\""));
        var client = server.Connect();

        await client.For<Point>("m").LearnAsync(new Point(1, 2), "left");
        await LearnAnonymousAsync(client, new { X = 3, Name = (string?)null });

        Assert.Equal("""{"model":"m","features":{"X":1,"Y":2},"ground_truth":"left"}""", server.Calls[0].Body);
        Assert.Equal("""{"model":"m","features":{"X":3}}""", server.Calls[1].Body);

        static Task LearnAnonymousAsync<T>(IOnlineMlClient client, T example) => new ModelClient<T>(client, "m").LearnAsync(example);
    }

    [Fact]
    public async Task Examples_HaveTheNamesOfJson()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful learn.\""));
        var entity = new Entity { Tags = ["new", "new"], Home = new Place("Lyon") };

        await server.Connect().For<Entity>("m").LearnAsync(entity);
        await server.Connect(options => options.FeatureNaming = JsonNamingPolicy.CamelCase).For<Entity>("m").LearnAsync(entity);
        await server.Connect().For<Entity>("m", JsonNamingPolicy.SnakeCaseLower).LearnAsync(new Entity { Grade = 'A', Took = TimeSpan.FromHours(36) });
        await server.Connect().For<Dictionary<string, object?>>("m").LearnAsync(new() { ["a"] = 1, ["b"] = null });

        Assert.Equal("""{"model":"m","features":{"n":1,"Tags_new":1,"Home.City":"Lyon"}}""", server.Calls[0].Body);
        Assert.Equal("""{"model":"m","features":{"n":1,"tags_new":1,"home.city":"Lyon"}}""", server.Calls[1].Body);
        Assert.Equal("""{"model":"m","features":{"n":1,"grade":"A","took":1.5}}""", server.Calls[2].Body);
        Assert.Equal("""{"model":"m","features":{"a":1}}""", server.Calls[3].Body);
    }

    [Fact]
    public async Task Examples_HaveTheSameFeaturesOnTheWireAsInTheProcess()
    {
        var entity = new Entity { Key = Guid.NewGuid(), Grade = 'A', Took = TimeSpan.FromHours(36), Tags = ["new"], Home = new Place("Lyon") };
        foreach (var naming in (JsonNamingPolicy?[])[null, JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower])
        {
            await AssertSameAsync(new Example(), naming);
            await AssertSameAsync(entity, naming);
            await AssertSameAsync(new Point(1, 2.5), naming);
            await AssertSameAsync(new { At = new TimeOnly(6, 0), Key = Guid.NewGuid(), Home = (Place?)null, Loose = (object)'x', Json = JsonElement.Parse("3"), Null = JsonElement.Parse("null"), Undefined = default(JsonElement) }, naming);
            await AssertSameAsync(new Dictionary<string, double> { ["a"] = 1 }, naming);
            await AssertSameAsync(new Dictionary<string, string?> { ["a"] = "x", ["b"] = null }, naming);
            await AssertSameAsync(new Dictionary<string, int?> { ["a"] = 2, ["b"] = null }, naming);
            await AssertSameAsync<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["a"] = 3 }, naming);
        }

        static async Task AssertSameAsync<T>(T example, JsonNamingPolicy? naming)
        {
            using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful learn.\""));
            await new ModelClient<T>(server.Connect(), "m", naming).LearnAsync(example);
            var (sent, held) = (new FeatureVector(), new FeatureVector());
            sent.FillFromJson(Encoding.UTF8.GetBytes(JsonElement.Parse(server.Calls[0].Body).GetProperty("features").GetRawText()));
            held.FillFromObject(example, naming);
            Assert.Equal<FeatureVector>(held, sent);
        }
    }

    [Fact]
    public async Task TypeOfTheFramework_IsNoExample()
    {
        using var server = new ScriptedServer((_, _) => throw new InvalidOperationException());

        await AssertRefusedAsync("text");
        await AssertRefusedAsync(5);
        await AssertRefusedAsync(new List<string> { "a" });
        await AssertRefusedAsync(JsonElement.Parse("{}"));

        Assert.Empty(server.Calls);

        async Task AssertRefusedAsync<T>(T example) => Assert.StartsWith(
            $"A {typeof(T).Name} is no example; declare the type",
            (await Assert.ThrowsAsync<ArgumentException>(() => new ModelClient<T>(server.Connect(), "m").LearnAsync(example, true))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_WithoutFeatures_IsRefused()
    {
        using var server = new ScriptedServer((_, _) => throw new InvalidOperationException());

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => server.Connect().For<object>("m").LearnAsync(new { A = 1 }, true));

        Assert.StartsWith("The type Object has no public properties to take as features", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Label_TakesThePredictionItself()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful label.\""));
        var model = server.Connect().For<Point>("m");
        var remembered = new ModelPrediction(new PredictResponse("m", JsonValues.Value(1), "id"));
        var forgotten = new ModelPrediction(new PredictResponse("m", JsonValues.Value(1)));

        await model.LabelAsync(remembered, false);

        Assert.Equal("""{"model":"m","label":false,"identifier":"id"}""", server.Calls[0].Body);
        await Assert.ThrowsAsync<ArgumentException>(() => model.LabelAsync(forgotten, false));
    }

    [Fact]
    public async Task Batches_TakeObjects()
    {
        using var server = new ScriptedServer((call, _) => ScriptedServer.Json(call == 1
            ? "{\"line\":2}\n"
            : "{\"line\":1,\"prediction\":2.5,\"identifier\":\"a\"}\n{\"line\":2,\"message\":\"No.\"}\n"));
        var model = server.Connect(options => options.Retries = 0).For<Point>("m");

        var learned = await model.LearnManyAsync(new (Point, object?)[] { (new(1, 2), 1), (new(3, 4), null) }.ToAsyncEnumerable()).ToListAsync();
        var predicted = await model.PredictManyAsync(new Point[] { new(1, 2), new(3, 4) }.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(2, learned.Single().Line);
        Assert.Equal(
            "{\"model\":\"m\",\"features\":{\"X\":1,\"Y\":2},\"ground_truth\":1}\n{\"model\":\"m\",\"features\":{\"X\":3,\"Y\":4}}\n", server.Calls[0].Body);
        Assert.Equal("{\"model\":\"m\",\"features\":{\"X\":1,\"Y\":2}}\n{\"model\":\"m\",\"features\":{\"X\":3,\"Y\":4}}\n", server.Calls[1].Body);
        Assert.Equal(2.5, predicted[0].Number);
        Assert.Equal("No.", predicted[1].Refusal);
        Assert.Equal("No.", Assert.Throws<OnlineMlException>(() => predicted[1].Number).Message);
    }

    [Fact]
    public async Task Property_ThatIsNoFeature_IsNamed()
    {
        using var server = new ScriptedServer((_, _) => throw new InvalidOperationException());
        var client = server.Connect();

        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => client.For<Wrong>("m").PredictAsync(new Wrong([1])));
        var infinite = await Assert.ThrowsAsync<ArgumentException>(() => client.For<Point>("m").PredictAsync(new Point(1, double.PositiveInfinity)));

        Assert.StartsWith("'Items' is of the type Int32[]; a number, a text, a truth value, an enum, an identifier, a date or a time is needed; [JsonIgnore] leaves a property out.", wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith("'Y' is Infinity; a finite number is needed.", infinite.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Numbers_AreWrittenTheSameInEveryCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            using var server = new ScriptedServer((_, _) => ScriptedServer.Json("\"Successful learn.\""));
            await server.Connect().For<Point>("m").LearnAsync(new Point(1.5, 2), 0.5);
            Assert.Equal("""{"model":"m","features":{"X":1.5,"Y":2},"ground_truth":0.5}""", server.Calls[0].Body);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private readonly record struct Point(double X, double Y);

    private sealed record Wrong(int[] Items);

    private sealed class Example
    {
        public int Pages { get; } = 7;

        public double Price { get; } = 1.5;

        public float Ratio { get; } = 0.1f;

        public decimal Exact { get; } = 0.1m;

        public string Country { get; } = "FR";

        public bool Returning { get; } = true;

        public Colour Colour { get; } = Colour.Blue;

        public DateOnly Day { get; } = DateOnly.FromDayNumber(739_000);

        public DateTime Moment { get; } = new DateTime(0).AddDays(739_000.5);

        public DateTimeOffset Offset { get; } = new(new DateTime(0).AddDays(739_000.5), TimeSpan.FromHours(6));

        public ulong Large { get; } = ulong.MaxValue;

        public BigInteger Huge { get; } = BigInteger.Pow(2, 100);

        public int? Maybe { get; } = 3;

        public double? Absent { get; }

        public string? Unknown { get; }

        public Colour? NoColour { get; }
    }

    private sealed class Entity
    {
        [JsonIgnore]
        public Guid Key { get; init; }

        [JsonPropertyName("n")]
        public int Number { get; init; } = 1;

        public char? Grade { get; init; }

        public TimeSpan? Took { get; init; }

        public IReadOnlyCollection<string>? Tags { get; init; }

        public Place? Home { get; init; }
    }

    private sealed record Place(string City);
}
