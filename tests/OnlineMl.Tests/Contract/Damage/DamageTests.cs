using OnlineMl.State;

namespace OnlineMl.Tests.Contract.Damage;

/// <summary>Whatever somebody writes into a saved model, loading it refuses it or gives a model that works: it never gives one that
/// kills the process, reads past its arrays or takes all memory.</summary>
/// <remarks>A short run by default. With ONLINEML_DAMAGE=full 1,000 states are drawn for each component, and each one that loads
/// learns 2,000 examples.</remarks>
public class DamageTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("ONLINEML_DAMAGE") == "full";

    private static readonly List<Example> Short = [.. Streams.Wild(24), .. Streams.Extreme(12), .. Streams.Tame(12)];

    private static readonly List<Example> Long = [.. Streams.Wild(1000), .. Streams.Extreme(500), .. Streams.Tame(500)];

    public static TheoryData<string> Learning => ContractTests.Learning;

    [Theory]
    [MemberData(nameof(Learning))]
    public void AFieldThatIsDamagedIsRefusedOrWorks(string type) => Check(type, 40, Damages.OfEachField);

    [Theory]
    [MemberData(nameof(Learning))]
    public void AStateThatIsDamagedAnywhereIsRefusedOrWorks(string type) => Check(type, 1000, state => Damages.Drawn(state, IsFull ? 1000 : 60));

    private static void Check(string type, int learned, Func<byte[], IEnumerable<(string What, byte[] State)>> damage)
    {
        var original = Make(type);
        foreach (var example in Streams.Wild(learned))
        {
            original.Learn(example);
        }

        var saved = StateFormat.Save(original);
        var faults = new List<string>();
        var refused = 0;
        foreach (var (what, state) in damage(saved))
        {
            var clock = new ThreadWatch();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var subject = Make(type);
                try
                {
                    StateFormat.Load(subject, state);
                }
                finally
                {
                    allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                }

                Work(subject, IsFull ? Long : Short);
            }
            catch (StateFormatException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                faults.Add($"{what}: {exception.GetType().Name} {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
            }

            if (allocated > 50_000_000)
            {
                faults.Add($"{what}: took {allocated / 1_000_000} MB.");
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                faults.Add($"{what}: took {clock.Elapsed.TotalSeconds:0} s.");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} damaged states are neither refused nor work:\n{string.Join('\n', faults.Take(25))}");
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
