using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>The parts of the log of one model in simulated files, put together as the log does.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly LogWriters _writers = new(1, TimeSpan.FromSeconds(10));

    public LogFolder(LogRetention? retention = null)
    {
        _writers.Start();
        Files.CreateFolder("/m");
        Files.FlushFolder("/");
        Folder = new ModelFolder(Files, "/m");
        Context = new FileLogContext(
            new FileModelStoreOptions { Retention = retention ?? LogRetention.None }, _writers, TimeProvider.System, NullLogger.Instance, (_, _) => { });
        Faults = new LogFaults(NullLogger.Instance, "m");
        var last = new LastSegment(Folder);
        Segments = new LogSegments([], last);
        Appender = new LogAppender("m", Context, Segments, new SegmentWriter(Folder, Context.Options, last), position: 0);
        Snapshots = new LogSnapshots("m", Folder, Context, Segments, Appender);
    }

    public SimulatedFileSystem Files { get; } = new();

    public ModelFolder Folder { get; }

    public FileLogContext Context { get; }

    public LogFaults Faults { get; }

    public LogSegments Segments { get; }

    public LogAppender Appender { get; }

    public LogSnapshots Snapshots { get; }

    public RecordingSink Sink { get; } = new();

    /// <summary>Appends events and waits until they are durable.</summary>
    public async Task AppendAsync(int count)
    {
        var before = Sink.Applied.Count + Sink.Failed.Count;
        for (var number = 0; number < count; number++)
        {
            Appender.Append([1, 2, 3], number);
            await Sink.WaitForAsync(before + number + 1);
        }
    }

    public IEnumerable<string> List(string extension) => Files.ListFiles("/m").Where(name => name.EndsWith(extension, StringComparison.Ordinal));

    public void Dispose() => _writers.Dispose();
}
