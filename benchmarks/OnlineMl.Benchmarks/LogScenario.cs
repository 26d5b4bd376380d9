using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Benchmarks;

/// <summary>Appending to the log of a model, each event durable before it counts, beside the same in plain C.</summary>
/// <remarks>By the clock, as most of it is waiting for the disk; the two take turns, so that they meet the same disk.</remarks>
public sealed class LogScenario : IScenario
{
    private const int RecordBytes = 200;
    private const int Records = 64 * 500;
    private const int Group = 64;
    private const int Rounds = 7;
    private const double Wanted = 0.8;

    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-log-").FullName;
        var ceiling = Compile(folder);
        var plain = new double[Rounds];
        var waiting = Enumerable.Range(0, 2).Select(_ => (Rates: new double[Rounds], Ratios: new double[Rounds], Groups: new double[Rounds])).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            plain[round] = ceiling is null ? double.NaN : RunCeiling(ceiling, folder);
            for (var more = 0; more < waiting.Length; more++)
            {
                var (rate, group) = AppendAsync(Path.Combine(folder, $"store-{round}-{more}"), more * Group).GetAwaiter().GetResult();
                (waiting[more].Rates[round], waiting[more].Ratios[round], waiting[more].Groups[round]) = (rate, rate / plain[round], group);
            }
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plain C, groups of {Group,-21} {Median(plain) / 1e3,6:f0} k/s"));
        for (var more = 0; more < waiting.Length; more++)
        {
            var (rates, ratios, groups) = waiting[more];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"log, {(more + 1) * Group,3} waiting, groups of {Median(groups),5:f1}   {Median(rates) / 1e3,6:f0} k/s  {Median(ratios):f2} of plain C, pairs from {ratios.Min():f2} to {ratios.Max():f2} (wanted {Wanted})"));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static async Task<(double Rate, double MeanGroup)> AppendAsync(string folder, int outstanding)
    {
        using var sink = new CountingSink();
        var store = new FileModelStore(folder);
        await using (store.ConfigureAwait(false))
        {
            var log = (await store.CreateAsync("model", ReadOnlySequence<byte>.Empty, CancellationToken.None).ConfigureAwait(false))!;
            await log.FollowAsync(0, sink, CancellationToken.None).ConfigureAwait(false);
            var record = new byte[RecordBytes];
            log.Append(record, null);
            sink.WaitFor(1);
            var (start, rounds) = (Stopwatch.GetTimestamp(), sink.Rounds);
            for (var position = 2; position <= Records + 1; position++)
            {
                BitConverter.TryWriteBytes(record, (long)position);
                log.Append(record, null);
                if (position % Group == 0)
                {
                    sink.WaitFor(position - outstanding);
                }
            }

            sink.WaitFor(Records + 1);
            return (Records / Stopwatch.GetElapsedTime(start).TotalSeconds, Records / (double)(sink.Rounds - rounds));
        }
    }

    private static string? Compile(string folder, [CallerFilePath] string here = "")
    {
        var program = Path.Combine(folder, "LogCeiling");
        var source = Path.Combine(Path.GetDirectoryName(here)!, "LogCeiling.c");
        try
        {
            using var compiler = Process.Start("cc", ["-O3", "-march=native", "-o", program, source]);
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
            {
                return program;
            }
        }
        catch (Win32Exception)
        {
        }

        Console.WriteLine($"no ceiling: {source} could not be compiled with cc");
        return null;
    }

    private static double RunCeiling(string program, string folder)
    {
        var arguments = new[] { Path.Combine(folder, "plain.log"), Records.ToString(CultureInfo.InvariantCulture), Group.ToString(CultureInfo.InvariantCulture) };
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var rate = double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return rate;
    }

    private sealed class CountingSink : IEventSink, IDisposable
    {
        private readonly Lock _gate = new();
        private readonly AutoResetEvent _more = new(false);
        private long _applied;
        private long _wanted = long.MaxValue;

        public int Rounds { get; private set; }

        public void Apply(ReadOnlySpan<StoredEvent> events)
        {
            lock (_gate)
            {
                Rounds++;
                _applied = events[^1].Position;
                if (_applied >= _wanted)
                {
                    _more.Set();
                }
            }
        }

        public void Fail(object? pending, StorageException reason) => throw reason;

        public void Dispose() => _more.Dispose();

        public void WaitFor(long position)
        {
            lock (_gate)
            {
                _wanted = position;
                if (_applied >= position)
                {
                    _wanted = long.MaxValue;
                    return;
                }
            }

            _more.WaitOne();
            lock (_gate)
            {
                _wanted = long.MaxValue;
            }
        }
    }
}
