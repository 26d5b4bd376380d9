using System.Text.Json.Nodes;
using OnlineMl.Catalog;
using OnlineMl.Catalog.Conversion;

namespace OnlineMl.Tests.Contract;

/// <summary>Whatever number a spec gives a parameter: the component is refused, or it takes little memory and little time.</summary>
public sealed class SizeTests
{
    private const long MaxBytes = 32 << 20;

    private static readonly double[] Huge = [1e18, int.MaxValue, int.MaxValue - 1.0, 1e9, 1e7, 1 << 20, 100_000, 10_000, 1000, 28, 20, 1e-9, 1e-300, 1e300];

    // Components that are parts of others, each inside one that uses it.
    private static readonly Dictionary<string, string> Hosts = new(StringComparer.Ordinal)
    {
        ["class_splitter"] = """{"HoeffdingTreeClassifier": {"grace_period": 2, "splitter": null}}""",
        ["regression_splitter"] = """{"HoeffdingTreeRegressor": {"grace_period": 2, "splitter": null}}""",
        ["optimizer"] = """{"LinearRegression": {"optimizer": null}}""",
        ["schedule"] = """{"LinearRegression": {"optimizer": {"SGD": {"lr": null}}}}""",
        ["initializer"] = """{"LinearRegression": {"initializer": null}}""",
        ["regression_loss"] = """{"LinearRegression": {"loss": null}}""",
        ["binary_loss"] = """{"LogisticRegression": {"loss": null}}""",
        ["neighbor_search"] = """{"KNNRegressor": {"engine": null}}""",
    };

    public static TheoryData<string> All => [.. Samples.Listed.Where(component => component.Parameters.Count > 0).Select(component => component.Type.FullName!)];

    [Theory]
    [MemberData(nameof(All))]
    public void AnyNumberIsRefusedOrCheap(string type)
    {
        var descriptor = Samples.Find(type);
        foreach (var parameter in descriptor.Parameters)
        {
            foreach (var value in Huge)
            {
                Check(descriptor, parameter.Name, parameter.Kind switch
                {
                    "whole number" when value == Math.Floor(value) && value < 1e19 => JsonValue.Create((long)value),
                    "number" => JsonValue.Create(value),
                    "pair of whole number and whole number" when value >= 1 && value < 1e19 => new JsonArray(1, (long)value),
                    "pair of number and number" => new JsonArray(0, value),
                    _ => null,
                });
            }
        }
    }

    private static void Check(ComponentDescriptor descriptor, string parameter, JsonNode? value)
    {
        if (value is null)
        {
            return;
        }

        var spec = JsonNode.Parse(ComponentCatalog.BuiltIn.ToSpec(Samples.Make(descriptor)))!.AsObject();
        spec.First().Value![parameter] = value;
        var task = descriptor.Tasks.FirstOrDefault(Hosts.ContainsKey);
        var text = task is null ? spec.ToJsonString() : Hosts[task].Replace("null", spec.ToJsonString(), StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = new ThreadWatch();
        object component;
        try
        {
            component = new SpecReader(ComponentCatalog.BuiltIn, new SpecOptions { MaxBytes = MaxBytes })
                .Read(json.RootElement, task is null ? descriptor.Type : typeof(object));
        }
        catch (SpecException)
        {
            component = "";
        }

        AssertCheap(text, "creating", before, watch, 4 << 20);
        if (component is string || Subjects.Of(component) is not { } subject)
        {
            return;
        }

        foreach (var example in Streams.Tame(25).Concat(Streams.Wild(8)))
        {
            Use(subject, example);
        }

        AssertCheap(text, "using", before, watch, 2 * MaxBytes);
    }

    private static void Use(Subject subject, Example example)
    {
        try
        {
            subject.Answer(example);
            subject.Learn(example);
        }
        catch (Exception e) when (e is ArgumentException or NonFiniteStepException)
        {
            // Refused with a reason, which is as good.
        }
    }

    private static void AssertCheap(string spec, string what, long before, ThreadWatch watch, long most)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes <= most, $"{spec}: {what} took {bytes} bytes.");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{spec}: {what} took {watch.Elapsed}.");
    }
}
