using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>One truth has one label, however it is spelled.</content>
public abstract partial class ClientContract
{
    // What is false and what is true in the spellings of JSON, of Python and of tables.
    private static readonly (string[] Falses, string[] Trues) Spellings =
        (["false", "0", "\"false\"", "\"False\"", "0.0", "\"0\""], ["true", "1", "\"true\"", "\"True\"", "1.0", "\"1\""]);

    private static readonly string[] Pairs = ["false true", "0 1", "-1 1", "1 2", "5 9", "\"no\" \"yes\"", "\"ham\" \"spam\""];

    [Theory]
    [InlineData("\"LogisticRegression\"", "binary")]
    [InlineData("\"GaussianNB\"", "binary")]
    [InlineData("\"HoeffdingTreeClassifier\"", "multiclass")]
    public async Task OneTruth_IsOneLabel_InTheSpellingThatCameFirst(string spec, string flavor)
    {
        for (var first = 0; first < Spellings.Trues.Length; first++)
        {
            string one = $"one{first}", many = $"many{first}";
            await Client.CreateModelAsync(flavor, spec, one);
            await Client.CreateModelAsync(flavor, spec, many);
            for (var i = 0; i < 48; i++)
            {
                var spellings = i % 3 == 0 ? Spellings.Trues : Spellings.Falses;
                await TeachAsync(one, i, spellings[first]);
                await TeachAsync(many, i, spellings[i < 2 ? first : i % spellings.Length]);
            }

            Assert.Equal(await Client.GetMetricsAsync(one), await Client.GetMetricsAsync(many));
            var answer = await AskAsync(many, 1);
            Assert.Equal((await AskAsync(one, 1)).Json.GetRawText(), answer.Json.GetRawText());
            Assert.True(answer.LabelAs<bool>());
            if (flavor == "binary")
            {
                Assert.Equal(2, answer.Probabilities.Count);
                Assert.True(answer.ProbabilityOf(true) > 0.5);
                Assert.Equal(answer.ProbabilityOf(true), answer.ProbabilityOf("True"));
            }
        }
    }

    [Theory]
    [InlineData("\"LogisticRegression\"")]
    [InlineData("\"PAClassifier\"")]
    [InlineData("\"HoeffdingTreeClassifier\"")]
    [InlineData("""["StandardScaler", "GaussianNB"]""")]
    [InlineData("""{"BaggingClassifier": {"model": "LogisticRegression", "seed": 1}}""")]
    public async Task ModelOfTwoClasses_TakesAnyTwo_AndRefusesAThird(string spec)
    {
        await Client.CreateModelAsync("binary", spec, "plain");
        for (var i = 0; i < 48; i++)
        {
            await TeachAsync("plain", i, i % 3 == 0 ? "true" : "false");
        }

        for (var i = 0; i < Pairs.Length; i++)
        {
            await TakesTwoAsync($"m{i}", spec, Pairs[i].Split(' ')[0], Pairs[i].Split(' ')[1]);
        }
    }

    [Fact]
    public async Task DeclaredLabels_AreThoseOfTheModel()
    {
        await Client.CreateModelAsync("binary", """{"labels": ["sick", "healthy"], "model": ["StandardScaler", "LogisticRegression"]}""", "m");
        Assert.Equal("""{"sick":0.5,"healthy":0.5}""", (await AskAsync("m", 1)).Json.GetRawText());
        await TeachAsync("m", 0, "\"healthy\"");
        await IsRefusedAsync("m", "true", "\"sick\"");

        await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("binary", """{"labels": ["a", "b", "c"], "model": "GaussianNB"}"""));
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", """{"labels": ["a", "b"], "model": "LinearRegression"}"""));
    }

    [Fact]
    public async Task Events_ShowTheTruthAsTheModelSpellsIt()
    {
        await Client.CreateModelAsync("binary", "\"LogisticRegression\"", "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var events = Client.StreamEventsAsync(cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
        var next = events.MoveNextAsync().AsTask();
        await Client.LearnAsync(new LearnRequest("m", Example(1), JsonElement.Parse("\"True\"")));
        for (var i = 0; !next.IsCompleted; i++)
        {
            await Client.LearnAsync(new LearnRequest("m", Example(i), JsonElement.Parse(Spellings.Trues[i % Spellings.Trues.Length])));
            await Task.Delay(10, limit.Token);
        }

        for (var i = 0; i < Spellings.Falses.Length; i++)
        {
            await Client.LearnAsync(new LearnRequest("m", Example(-1), JsonElement.Parse(Spellings.Falses[i])));
        }

        Assert.True(await next);
        for (var falses = 0; falses < Spellings.Falses.Length; Assert.True(falses == Spellings.Falses.Length || await events.MoveNextAsync()))
        {
            var isTrue = events.Current.Features.GetProperty("x").GetDouble() >= 0;
            Assert.Equal(isTrue ? "\"True\"" : "false", events.Current.GroundTruth!.Value.GetRawText());
            falses += isTrue ? 0 : 1;
        }
    }

    // By turns the ways in which a label comes.
    private async Task TeachAsync(string model, int i, string truth)
    {
        var features = Example(i % 3 == 0 ? 1 : -1);
        var label = JsonElement.Parse(truth);
        switch (i % 4)
        {
            case 0:
                await Client.LearnAsync(new LearnRequest(model, features, label));
                break;
            case 1:
                var asked = await Client.PredictAsync(new PredictRequest(model, features, $"p{i}"));
                await Client.LabelAsync(new LabelRequest(model, label, asked.Identifier!));
                break;
            case 2:
                var answers = await Client.LearnManyAsync(((LearnRequest[])[new LearnRequest(model, features, label)]).ToAsyncEnumerable()).ToListAsync();
                Assert.Null(answers[^1].Message);
                break;
            default:
                // The prediction in Python's spelling, as far as it has one.
                var text = (await Client.PredictAsync(new PredictRequest(model, features))).Prediction.GetRawText();
                text = text.Replace("\"true\"", "\"True\"", StringComparison.Ordinal).Replace("\"false\"", "\"False\"", StringComparison.Ordinal);
                await Client.LearnAsync(new LearnRequest(model, features, label, text == "null" ? null : JsonElement.Parse(text)));
                break;
        }
    }

    private async Task TakesTwoAsync(string model, string spec, string negative, string positive)
    {
        await Client.CreateModelAsync("binary", spec, model);
        for (var i = 0; i < 48; i++)
        {
            await TeachAsync(model, i, i % 3 == 0 ? positive : negative);
        }

        var plain = await Client.GetMetricsAsync("plain");
        foreach (var (name, value) in await Client.GetMetricsAsync(model))
        {
            Assert.True(Math.Abs(plain[name] - value) < 0.1, $"{name} is {value}, not {plain[name]}");
        }

        var answer = await AskAsync(model, 1);
        Assert.Equal(Text(positive), answer.Label);
        Assert.Equal([Text(negative), Text(positive)], answer.Probabilities.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((await AskAsync("plain", 1)).ProbabilityOf(true), answer.ProbabilityOf(Text(positive)), 0.02);
        await IsRefusedAsync(model, "77", negative);
        await IsRefusedAsync(model, "\"maybe\"", negative);
    }

    private async Task IsRefusedAsync(string model, string third, string known)
    {
        var label = JsonElement.Parse(third);
        var unseen = JsonElement.Parse("""{"unseen": 1}""");
        var asked = await Client.PredictAsync(new PredictRequest(model, Example(1), $"waits {third}"));
        var before = (await AskAsync(model, 1)).Json.GetRawText();
        var metrics = await Client.GetMetricsAsync(model);
        var position = (await Client.GetStatusAsync(model)).Position;

        var refusals = new List<OnlineMlException>
        {
            await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new LearnRequest(model, unseen, label))),
            await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new LearnRequest(model, unseen, label, IdempotencyKey: "key"))),
            await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new LearnRequest(model, unseen, label, IdempotencyKey: "key"))),
            await Assert.ThrowsAsync<OnlineMlException>(() => Client.LabelAsync(new LabelRequest(model, label, asked.Identifier!))),
        };
        Assert.All(refusals, refusal => Assert.Equal(RefusalKind.BadRequest, refusal.Kind));
        Assert.All(refusals, refusal => Assert.Contains($"'{Text(third)}' is neither '", refusal.Message, StringComparison.Ordinal));
        var batch = Enumerable.Repeat(new LearnRequest(model, unseen, label), 3).ToAsyncEnumerable();
        var answers = await Client.LearnManyAsync(batch).ToListAsync();
        Assert.Equal([1L, 2, 3], answers.Select(answer => answer.Line));
        Assert.All(answers, answer => Assert.Contains("is neither '", answer.Message, StringComparison.Ordinal));

        Assert.Equal(position, (await Client.GetStatusAsync(model)).Position);
        Assert.Equal(metrics, await Client.GetMetricsAsync(model));
        Assert.Equal(before, (await AskAsync(model, 1)).Json.GetRawText());
        await Client.LabelAsync(new LabelRequest(model, JsonElement.Parse(known), asked.Identifier!));
    }

    private async Task<ModelPrediction> AskAsync(string model, double x) => new(await Client.PredictAsync(new PredictRequest(model, Example(x))));

    private static JsonElement Example(double x) => JsonValues.Features([new("x", x)]);

    private static string Text(string json) => json.Trim('"');
}
