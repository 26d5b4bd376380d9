using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Fold;

namespace OnlineMl.Serving.Tests.Calls;

/// <summary>What becomes of the events that a log hands over.</summary>
public sealed class EventApplierTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceInFolder _service = new(null);
    private LiveModel _model = null!;
    private EventApplier _applier = null!;

    public async Task InitializeAsync()
    {
        await _service.Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var entry = _service.Host.Entries.Single();
        _model = entry.Loaded!;
        _applier = new EventApplier(_model, entry, _service.Host.Context, new PeekedPredictions(entry, _service.Host.Context));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _service.Dispose();

    [Fact]
    public void Events_AreAppliedInTheirOrder()
    {
        _applier.Apply([Learn(1, "1"), Learn(2, "2")]);
        Assert.Equal((2, 2), (_model.State.Position, _model.State.LearnCalls.Read().Calls));
        Assert.Null(_applier.Failure);
        Assert.Null(_applier.Applying);
    }

    [Fact]
    public void AnEventThatIsRefused_HasItsPlaceAllTheSame()
    {
        _applier.Apply([Learn(1, "[1]"), Learn(2, "2")]);
        Assert.Equal((2, 1), (_model.State.Position, _model.State.LearnCalls.Read().Calls));
        Assert.Null(_applier.Failure);
    }

    [Fact]
    public void AnEventThatIsMissing_FailsTheModel_AndNothingBehindItIsApplied()
    {
        _applier.Apply([Learn(1, "1"), Learn(3, "3"), Learn(4, "4")]);
        Assert.Equal("Event 3 came behind event 1.", _applier.Failure);
        Assert.Equal(1, _model.State.Position);
        Assert.True(_model.State.IsClosed);
        _applier.Apply([Learn(2, "2")]);
        Assert.Equal(1, _model.State.Position);
    }

    [Fact]
    public void ALogThatIsDeleted_EndsTheModel()
    {
        _applier.End(LogEnd.Deleted);
        Assert.True(_applier.IsDeleted);
        Assert.True(_model.State.IsClosed);
    }

    private static StoredEvent Learn(long position, string truth) =>
        new(position, Folds.Bytes(EventKind.Learn, time: position, """{"x": 1}""", truth, identifier: null, key: null), null);
}
