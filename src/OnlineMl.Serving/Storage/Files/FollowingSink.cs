namespace OnlineMl.Serving.Storage.Files;

/// <summary>The sink of one log of files, for which a thread of the writers may have to work for long.</summary>
internal sealed class FollowingSink(string name, FileLogContext context)
{
    private GuardedSink? _sink;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _sink is not null;

    public void Set(IEventSink sink) => _sink = new GuardedSink(name, sink, context.Logger);

    public void Prepare(AppendBuffer round)
    {
        context.Writers!.BeginApplying();
        _sink!.Prepare(round.Events);
        context.Writers.EndApplying();
    }

    public void Apply(AppendBuffer round)
    {
        context.Writers!.BeginApplying();
        _sink!.Apply(round.Events);
        context.Writers.EndApplying();
    }

    public void Fail(AppendBuffer round, StorageException failure)
    {
        context.Writers!.BeginApplying();
        foreach (var failed in round.Events)
        {
            _sink!.Fail(failed.Pending, failure);
        }

        context.Writers.EndApplying();
    }
}
