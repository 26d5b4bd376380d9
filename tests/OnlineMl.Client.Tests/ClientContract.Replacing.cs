using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Client.Tests;

/// <content>Models that take the place of others.</content>
public abstract partial class ClientContract
{
    [Fact]
    public async Task Replace_PutsAnUntrainedModelIntoThePlaceOfAnother()
    {
        await CreateLinearAsync("m");
        await Client.LearnAsync("m", Features(("x", 1)), 1.0);
        var waiting = await Client.PredictAsync("m", Features(("x", 1)));

        await Client.ReplaceModelAsync("m", """["StandardScaler", "PARegressor"]""", new ModelOptions(MaxNames: 9));

        Assert.Equal(0, await AskAsync("m"));
        Assert.Equal(9, (await Client.GetStatusAsync("m")).Options!.MaxNames);
        await Client.LabelAsync("m", waiting.Identifier!, 2.0);
        var history = await Client.GetMetricHistoryAsync("m");
        Assert.Equal([1L], history.Replacements.Select(mark => mark.Examples));
        Assert.Equal(2, history.Examples[^1]);
    }

    [Fact]
    public async Task Replace_TakesATrainedModel()
    {
        await CreateLinearAsync("m", "trained");
        await Client.LearnAsync("trained", Features(("x", 1)), 3.0);
        using var file = new MemoryStream();
        await Client.DownloadModelAsync("trained", file);
        file.Position = 0;

        await Client.ReplaceModelAsync("m", file);

        var asked = await AskAsync("trained");
        Assert.NotEqual(0, asked);
        Assert.Equal(asked, await AskAsync("m"));
        await Client.ReplaceModelAsync("m", Model.FromSpec("\"LinearRegression\""));
        Assert.Equal(0, await AskAsync("m"));
    }

    [Fact]
    public async Task Replace_RefusesWhatDoesSomethingElse_AndModelsThatAreNotThere()
    {
        await CreateLinearAsync("m");
        var other = await Assert.ThrowsAsync<OnlineMlException>(() => Client.ReplaceModelAsync("m", "\"GaussianNB\""));
        Assert.Equal(
            (RefusalKind.BadRequest, "The model does classification, which does not fit the flavor regression."), (other.Kind, other.Message));
        var missing = await Assert.ThrowsAsync<OnlineMlException>(() => Client.ReplaceModelAsync("none", "\"LinearRegression\""));
        Assert.Equal(RefusalKind.ModelNotFound, missing.Kind);
    }
}
