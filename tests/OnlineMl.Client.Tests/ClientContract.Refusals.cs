using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Client.Tests;

/// <content>What is refused, with which kind and message, and what cancellation does.</content>
public abstract partial class ClientContract
{
    public static TheoryData<string> CallsOnAModel => [.. Calls.Keys];

    private static readonly Dictionary<string, Func<IOnlineMlClient, string, CancellationToken, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["describe"] = (client, model, cancellation) => client.DescribeModelAsync(model, cancellation),
        ["status"] = (client, model, cancellation) => client.GetStatusAsync(model, cancellation),
        ["download"] = (client, model, cancellation) => client.DownloadModelAsync(model, Stream.Null, cancellation),
        ["export"] = (client, model, cancellation) => client.ExportModelAsync(model, Stream.Null, cancellation),
        ["save"] = (client, model, cancellation) => client.SaveModelAsync(model, cancellation),
        ["delete"] = (client, model, cancellation) => client.DeleteModelAsync(model, cancellation),
        ["predict"] = (client, model, cancellation) => client.PredictAsync(model, Features(("x", 1)), cancellationToken: cancellation),
        ["learn"] = (client, model, cancellation) => client.LearnAsync(model, Features(("x", 1)), 2.0, cancellationToken: cancellation),
        ["label"] = (client, model, cancellation) => client.LabelAsync(model, "id", 2.0, cancellationToken: cancellation),
        ["metrics"] = (client, model, cancellation) => client.GetMetricsAsync(model, cancellation),
        ["stats"] = (client, model, cancellation) => client.GetStatsAsync(model, cancellation),
    };

    [Theory]
    [MemberData(nameof(CallsOnAModel))]
    public async Task ModelThatIsNotThere_IsNamed(string call)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Calls[call](Client, "none", default));

        Assert.Equal(RefusalKind.ModelNotFound, refusal.Kind);
        Assert.Equal("There is no model named 'none'.", refusal.Message);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public async Task NameOfDots_IsThatOfNoModel(string name)
    {
        foreach (var call in Calls.Values)
        {
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => call(Client, name, default));
            Assert.Equal((RefusalKind.ModelNotFound, $"There is no model named '{name}'."), (refusal.Kind, refusal.Message));
        }

        var wrong = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", Regression, name));
        Assert.Equal(RefusalKind.BadRequest, wrong.Kind);
        Assert.Equal($"'{name}' is no name for a model; a name has 1 to 128 of A-Z a-z 0-9 . _ - and is not only dots.", wrong.Message);
        wrong = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync(name, Regression, "m"));
        Assert.Equal(RefusalKind.BadRequest, wrong.Kind);
        Assert.StartsWith($"'{name}' is no flavor", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CallsOnAModel))]
    public async Task CancelledCall_Ends(string call)
    {
        await Client.CreateModelAsync("regression", Regression, "m");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Calls[call](Client, "m", new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("magic", "\"LinearRegression\"", "magic")]
    [InlineData("regression", "\"LinearRegresion\"", "LinearRegression")]
    [InlineData("regression", "\"LogisticRegression\"", "does not fit")]
    [InlineData("regression", "{", "JSON")]
    public async Task Create_OfAWrongModel_SaysWhatIsWrong(string flavor, string spec, string reason)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync(flavor, spec));
        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_UnderATakenName_IsRefused()
    {
        await Client.CreateModelAsync("regression", Regression, "m");

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", Regression, "m"));

        Assert.Equal(RefusalKind.AlreadyExists, refusal.Kind);
        Assert.Equal("There is a model named 'm' already.", refusal.Message);
    }

    [Fact]
    public async Task Create_WithAnUnknownMetric_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.CreateModelAsync("regression", Regression, "m", ["MAEE"]));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.Contains("MAEE", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await Client.GetModelsAsync());
    }

    [Fact]
    public async Task Import_OfSomethingElse_IsRefused()
    {
        using var file = new MemoryStream([0x93, 1, 2, 3]);

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => Client.ImportModelAsync("regression", file, "m"));

        Assert.Equal(RefusalKind.BadRequest, refusal.Kind);
        Assert.True(file.CanRead);
    }

    [Fact]
    public async Task WrongExamples_AreRefusedWithTheReason()
    {
        await Client.CreateModelAsync("regression", Regression, "m");
        var x = JsonValues.Features(Features(("x", 1)));
        await Client.PredictAsync(new PredictRequest("m", x, "waiting"));

        await RefusedAsync("'features' is missing.", () => Client.PredictAsync(new PredictRequest("m", default)));
        await RefusedAsync("'features' is missing.", () => Client.LearnAsync(new LearnRequest("m", default, JsonValues.Value(1))));
        await RefusedAsync("'label' is missing.", () => Client.LabelAsync(new LabelRequest("m", default, "waiting")));
        await RefusedAsync("The target has several values by name; a regression needs one number.", () =>
            Client.LearnAsync(new LearnRequest("m", x, JsonElement.Parse("[1]"))));
        await RefusedAsync("'identifier' has 257 characters; at most 256 are allowed.", () =>
            Client.PredictAsync(new PredictRequest("m", x, new string('i', 257))));
        await RefusedAsync(
            "No prediction of the model is remembered under the identifier 'id': it is unknown, was labelled long ago, or belongs to another model.",
            () => Client.LabelAsync("m", "id", 1));
        Assert.Equal(1, (await Client.GetStatusAsync("m")).Position);
    }

    private static async Task RefusedAsync(string message, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(call);
        Assert.Equal((RefusalKind.BadRequest, message), (refusal.Kind, refusal.Message));
    }
}
