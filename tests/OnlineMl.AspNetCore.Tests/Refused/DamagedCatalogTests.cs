using System.Net;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Metrics;
using OnlineMl.State;
using OnlineMl.Statistics;
using OnlineMl.Tests.Contract;
using OnlineMl.Tests.Contract.Damage;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>A few changed files of a model with each component of the catalog in it, metrics among them: the server refuses them or serves a model that works.
/// <see cref="DamagedModelTests"/> has many of a few models.</summary>
public class DamagedCatalogTests
{
    private static readonly int Draws = Environment.GetEnvironmentVariable("ONLINEML_DAMAGE") == "full" ? 60 : 4;

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

    private static readonly Dictionary<string, string[]> Labels = new(StringComparer.Ordinal)
    {
        ["regression"] = ["1", "2.5"],
        ["forecast"] = ["1", "2.5"],
        ["binary"] = ["true", "false"],
        ["multiclass"] = ["\"a\"", "\"b\""],
    };

    private static readonly (string Method, string Path, string? Body)[] Calls =
    [
        ("POST", "/api/predict", """{"model":"m","features":{"a":0.5,"colour":"red"},"identifier":"next"}"""),
        ("POST", "/api/label", """{"model":"m","identifier":"waiting","label":LABEL}"""),
        ("POST", "/api/learn", """{"model":"m","features":{"a":2,"b":1,"c":3,"colour":"green"},"ground_truth":LABEL}"""),
        ("GET", "/api/metrics?model=m", null),
        ("GET", "/api/model/m/status", null),
        ("GET", "/api/model/m/export", null),
        ("POST", "/api/predict", """{"model":"m","features":{"a":3,"new":7}}"""),
        ("DELETE", "/api/model/m", null),
    ];

    [Fact]
    public async Task ChangedFileOfAnyComponent_IsRefusedOrWorks()
    {
        await using var server = await TestServer.StartAsync();
        var faults = new List<string>();
        var (tried, refused) = (0, 0);
        foreach (var component in Samples.Listed)
        {
            if (SpecOf(component) is not { } made)
            {
                continue;
            }

            tried++;
            var (spec, metrics) = made;
            var flavor = Model.FromSpec(spec).Task.Flavors is [var first, ..] ? first : "custom";
            var labels = Labels.GetValueOrDefault(flavor, ["1"]);
            var file = await FileAsync(server, flavor, spec, metrics, labels);
            foreach (var (what, changed) in Damages.Drawn(SealedFiles.ContentOf(file), Draws))
            {
                var (status, body) = await UploadAsync(server, flavor, SealedFiles.Of(changed));
                if (status == HttpStatusCode.BadRequest)
                {
                    refused++;
                    continue;
                }

                if (status != HttpStatusCode.Created)
                {
                    faults.Add($"{spec} {metrics} {what}: upload {status} {body}");
                    continue;
                }

                await UseAsync(server, labels[0], fault => faults.Add($"{spec} {metrics} {what}: {fault}"));
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(20))}");
        Assert.InRange(tried, 150, int.MaxValue);
        Assert.InRange(refused, tried / 2, (tried * Draws) - 1);
    }

    private static (string Spec, string Metrics)? SpecOf(ComponentDescriptor component)
    {
        var made = Samples.Make(component);
        var spec = ComponentCatalog.BuiltIn.ToSpec(made);
        return made switch
        {
            IStateful model when ModelTask.TryOf(model) is not null => (spec, ""),
            ITransformer => ($"[{spec}, \"LinearRegression\"]", ""),
            IStatistic => ($$"""{"StatisticRegressor": {{spec}}}""", ""),
            IRegressionMetric when component.CanBeDefault => ("\"LinearRegression\"", component.Name),
            IClassificationMetric when component.CanBeDefault => ("\"LogisticRegression\"", component.Name),
            _ when component.Tasks.FirstOrDefault(Hosts.ContainsKey) is { } task => (Hosts[task].Replace("null", spec, StringComparison.Ordinal), ""),
            _ => null,
        };
    }

    private static async Task<byte[]> FileAsync(TestServer server, string flavor, string spec, string metrics, string[] labels)
    {
        await server.SendAsync("DELETE", "/api/model/original");
        await server.JsonAsync("POST", $"/api/model/{flavor}/original{(metrics.Length > 0 ? "?metrics=" + Uri.EscapeDataString(metrics) : "")}", spec);
        for (var i = 0; i < 15; i++)
        {
            await server.SendAsync("POST", "/api/learn", $$$"""{"model":"original","features":{"a":{{{i % 7}}},"b":{{{i % 3}}},"c":{{{i}}}.5,"colour":"{{{(i % 2 == 0 ? "red" : "blue")}}}"},"ground_truth":{{{labels[i % labels.Length]}}}}""");
        }

        await server.SendAsync("POST", "/api/predict", """{"model":"original","features":{"a":3},"identifier":"waiting"}""");
        return await server.Http.GetByteArrayAsync("/api/model/original/export");
    }

    private static async Task UseAsync(TestServer server, string label, Action<string> report)
    {
        foreach (var (method, path, call) in Calls)
        {
            var (answer, text) = await server.SendAsync(method, path, call?.Replace("LABEL", label, StringComparison.Ordinal));
            if ((int)answer >= 500)
            {
                report($"{method} {path} {answer} {text}");
            }
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> UploadAsync(TestServer server, string flavor, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        using var response = await server.Http.PostAsync($"/api/model/{flavor}/m/", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
