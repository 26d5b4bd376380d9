namespace OnlineMl.Serving.Hosting;

/// <summary>Work whose time grows with the bytes it is about. With many of them it has a thread of its own: on a machine with few processors the
/// pool has few threads, and calls would wait for one that is busy.</summary>
internal static class LongWork
{
    private const int FewBytes = 1024 * 1024;

    public static Task<T> RunAsync<T>(long bytes, Func<T> work) => Task.Factory.StartNew(
        work,
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach | (bytes > FewBytes ? TaskCreationOptions.LongRunning : TaskCreationOptions.None),
        TaskScheduler.Default);
}
