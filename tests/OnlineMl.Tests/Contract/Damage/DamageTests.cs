using System.Collections.Concurrent;
using OnlineMl.Clustering;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract.Damage;

/// <summary>Whatever somebody writes into a saved model, loading it refuses it or gives a model that works: it never gives one that
/// kills the process, reads past its arrays or takes all memory.</summary>
/// <remarks>A short run by default. With ONLINEML_DAMAGE=full, as .ci/run has it, 1,000 files are drawn for each component, and each one that loads
/// learns 2,000 examples.</remarks>
public class DamageTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("ONLINEML_DAMAGE") == "full";

    private static readonly List<Example> Short = [.. Streams.Wild(24), .. Streams.Extreme(12), .. Streams.Tame(12)];

    private static readonly List<Example> Long = [.. Streams.Wild(1000), .. Streams.Extreme(500), .. Streams.Tame(500)];

    public static TheoryData<string> Learning => ContractTests.Learning;

    [Theory]
    [MemberData(nameof(Learning))]
    public void AFieldThatIsDamagedIsRefusedOrWorks(string type) => Check(
        type,
        40,
        StateFormat.Save,
        (subject, state) => StateFormat.Load(subject, state),
        state => Damages.OfEachField(state).Select(damaged => (Func<(string, byte[])>)(() => damaged)));

    [Theory]
    [MemberData(nameof(Learning))]
    public void AFileThatIsDamagedAnywhereUnderARightChecksumIsRefusedOrWorks(string type) => Check(
        type,
        400,
        subject => SealedFiles.ContentOf(FileOf(subject)),
        (subject, content) => ModelFile.Read(SealedFiles.Of(content)).Fill(ModelFile.StatePart, subject),
        content => Enumerable.Range(0, IsFull ? 1000 : 60).Select(seed => (Func<(string, byte[])>)(() => Damages.Draw(content, seed))));

    [Fact]
    public void AFileThatIsNotDamaged_IsReadUnderItsNewChecksum()
    {
        var original = Make(typeof(KMeans).FullName!);
        original.Learn(Streams.Wild(1)[0]);
        var copy = Make(typeof(KMeans).FullName!);
        ModelFile.Read(SealedFiles.Of(SealedFiles.ContentOf(FileOf(original)))).Fill(ModelFile.StatePart, copy);
        Assert.Equal(original.Hash, copy.Hash);
    }

    private static byte[] FileOf(Subject subject)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(stream, new ModelHeader("\"LinearRegression\""), (ModelFile.StatePart, subject));
        return stream.ToArray();
    }

    private static void Check(string type, int learned, Func<Subject, byte[]> save, Action<Subject, byte[]> load, Func<byte[], IEnumerable<Func<(string What, byte[] Saved)>>> damage)
    {
        var original = Make(type);
        foreach (var example in Streams.Wild(learned))
        {
            original.Learn(example);
        }

        var faults = new ConcurrentBag<string>();
        var refused = 0;
        Parallel.ForEach(damage(save(original)), draw =>
        {
            var (what, saved) = draw();
            var clock = new ThreadWatch();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var subject = Make(type);
                try
                {
                    load(subject, saved);
                }
                finally
                {
                    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                }

                Work(subject, IsFull ? Long : Short);
            }
            catch (StateFormatException)
            {
                Interlocked.Increment(ref refused);
            }
            catch (Exception exception)
            {
                faults.Add($"{what}: {exception.GetType().Name} {exception.Message} {string.Join(' ', exception.StackTrace?.Split('\n').Take(4).Select(line => line.Trim()) ?? [])}");
            }

            if (allocated > 50_000_000)
            {
                faults.Add($"{what}: took {allocated / 1_000_000} MB.");
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                faults.Add($"{what}: took {clock.Elapsed.TotalSeconds:0} s.");
            }
        });

        Assert.True(faults.IsEmpty, $"{faults.Count} damaged states are neither refused nor work:\n{string.Join('\n', faults.Order(StringComparer.Ordinal).Take(25))}");
        Assert.True(refused > 0, "Nothing was refused.");
    }

    private static void Work(Subject subject, List<Example> examples)
    {
        for (var i = 0; i < examples.Count; i++)
        {
            // To answer takes longer than to learn: it writes out all features that a step makes, an encoder thousands of them.
            if (i < 100 || i % 20 == 0)
            {
                subject.TryAnswer(examples[i]);
            }

            try
            {
                subject.TryLearn(examples[i]);
            }
            catch (Exception refusal) when (refusal is NonFiniteStepException or ArgumentException and not ArgumentOutOfRangeException { ParamName: "start" or "index" or "length" })
            {
                // A documented refusal of one example.
            }
        }

        StateFormat.Hash(subject);
        StateFormat.MemorySize(subject);
        StateFormat.ToJson(subject);
    }

    private static Subject Make(string type) => Subjects.Of(Samples.Make(Samples.Find(type)))!;
}
