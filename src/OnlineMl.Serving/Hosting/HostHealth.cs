using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Finds out how a host is.</summary>
internal sealed class HostHealth(ModelDirectory directory, IModelStore store, StoreWatch watch, HostLifetime lifetime)
{
    private const int MaxProblems = 100;

    /// <summary>How it is now. It is ready when it was started, is not stopping, and can write.</summary>
    /// <param name="shows">Whether a model may be told of; null when all may. Of others there is only how many problems they have.</param>
    public ServiceHealth Read(Predicate<string>? shows = null)
    {
        var problems = new List<string>();
        var hidden = 0;
        if (!lifetime.IsStarted || lifetime.IsStopping)
        {
            problems.Add(lifetime.IsStopping ? "The service is stopping." : "The service is starting.");
        }

        if (watch.Fault is { } unusable)
        {
            problems.Add(unusable);
        }

        if (store.Fault is { } away)
        {
            problems.Add(away.Message);
        }

        foreach (var entry in directory.Entries)
        {
            if (entry.Loaded is { } loaded && (loaded.Log.WriteFault?.Message ?? loaded.Snapshot.Fault) is { } fault)
            {
                Add(entry, fault);
            }
        }

        var isReady = problems.Count + hidden == 0;
        problems.AddRange(store.Warnings);
        foreach (var entry in directory.Entries)
        {
            foreach (var fault in entry.Faults)
            {
                Add(entry, fault.Message);
            }

            if (entry.Busy is { } busy)
            {
                Add(entry, busy);
            }

            if (entry.Loaded?.State.Checks.Oversize is { } oversize)
            {
                Add(entry, oversize);
            }

            if (entry.Lost is { } lost)
            {
                Add(entry, lost.Message);
            }
        }

        if (problems.Count > MaxProblems)
        {
            var more = problems.Count - MaxProblems;
            problems.RemoveRange(MaxProblems, more);
            problems.Add($"There are {more} more problems, which the status of the models tells.");
        }

        if (hidden > 0)
        {
            problems.Add($"Problems of models that this user may not use: {hidden}.");
        }

        return new ServiceHealth(isReady, problems);

        void Add(ModelEntry entry, string problem)
        {
            if (shows?.Invoke(ModelNames.Whole(entry.Name)) == false)
            {
                hidden++;
            }
            else
            {
                problems.Add($"{entry.Name}: {problem}");
            }
        }
    }
}
