using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Calls;

/// <summary>Which calls become events of the log.</summary>
public sealed class CallIntakeTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceInFolder _service = new(null, options => options.Call.GenerateIdentifiers = false);

    private InProcessClient Client => _service.Client;

    public Task InitializeAsync() => Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task APrediction_IsAnEventWhenItIsToBeRemembered()
    {
        await Client.PredictAsync(Predict("m", 1));
        Assert.Equal(0, await PositionAsync());
        await Client.PredictAsync(Predict("m", 1, identifier: "p"));
        Assert.Equal(1, await PositionAsync());
        await Client.PredictAsync(Predict("m", 1, key: "k"));
        Assert.Equal(2, await PositionAsync());
    }

    [Fact]
    public async Task ACallThatIsRefused_IsNone()
    {
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.LabelAsync(Label("m", "unknown", 1)));
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(new LearnRequest("m", JsonValues.Value(1.0), JsonValues.Value(1.0))));
        await Assert.ThrowsAsync<OnlineMlException>(() => Client.LearnAsync(Learn("m", 1, 2, key: "")));
        Assert.Equal(0, await PositionAsync());
    }

    [Fact]
    public async Task ARepetition_IsAnsweredWithoutAnotherEvent()
    {
        var first = await Client.PredictAsync(Predict("m", 1, identifier: "p", key: "k"));
        await Client.LearnAsync(Learn("m", 1, 2, key: "k2"));
        Assert.Equal(2, await PositionAsync());
        await Client.LearnAsync(Learn("m", 1, 2, key: "k2"));
        var again = await Client.PredictAsync(Predict("m", 1, identifier: "p", key: "k"));
        Assert.Equal(first.Prediction.GetRawText(), again.Prediction.GetRawText());
        Assert.Equal(2, await PositionAsync());
    }

    private async Task<long> PositionAsync() => (await Client.GetStatusAsync("m")).Position;
}
