using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>Finds out how a host is.</summary>
internal sealed class HostHealth(ModelDirectory directory, IModelStore store, StoreWatch watch, HostLifetime lifetime)
{
    private const int MaxProblems = 100;

    /// <summary>How it is now. It is ready when it was started, is not stopping, and can write.</summary>
    public ServiceHealth Read()
    {
        var problems = new List<string>();
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
                problems.Add($"{entry.Name}: {fault}");
            }
        }

        var isReady = problems.Count == 0;
        problems.AddRange(store.Warnings);
        foreach (var entry in directory.Entries)
        {
            problems.AddRange(entry.Faults.Select(fault => $"{entry.Name}: {fault.Message}"));
            if (entry.Busy is { } busy)
            {
                problems.Add($"{entry.Name}: {busy}");
            }

            if (entry.Loaded?.State.Checks.Oversize is { } oversize)
            {
                problems.Add($"{entry.Name}: {oversize}");
            }

            if (entry.Lost is { } lost)
            {
                problems.Add($"{entry.Name}: {lost.Message}");
            }
        }

        if (problems.Count > MaxProblems)
        {
            var more = problems.Count - MaxProblems;
            problems.RemoveRange(MaxProblems, more);
            problems.Add($"There are {more} more problems, which the status of the models tells.");
        }

        return new ServiceHealth(isReady, problems);
    }
}
