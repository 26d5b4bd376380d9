using System.Net;
using System.Security.Cryptography;
using OnlineMl.Tests.Contract.Damage;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>Model files that somebody has changed and given a right checksum: the server refuses them or serves a model that works.</summary>
public class DamagedModelTests
{
    private static readonly int Draws = Environment.GetEnvironmentVariable("ONLINEML_DAMAGE") == "full" ? 1500 : 100;

    private static readonly string[] Envelope = ["format", "version", "checksum"];

    private static readonly (string Method, string Path, string? Body)[] Calls =
    [
        ("POST", "/api/predict", """{"model":"m","features":{"x":0.5,"c":"red"},"identifier":"next"}"""),
        ("POST", "/api/label", """{"model":"m","identifier":"waiting","label":LABEL}"""),
        ("POST", "/api/label", """{"model":"m","identifier":"next","label":LABEL}"""),
        ("POST", "/api/learn", """{"model":"m","features":{"x":2,"y":1,"c":"blue"},"ground_truth":LABEL}"""),
        ("POST", "/api/learn", """{"model":"m","features":{"new":7},"ground_truth":LABEL}"""),
        ("POST", "/api/predict", """{"model":"m","features":{"x":3}}"""),
        ("GET", "/api/metrics?model=m", null),
        ("GET", "/api/stats?model=m", null),
        ("GET", "/api/model/m/status", null),
        ("GET", "/api/model/m", null),
        ("GET", "/api/model/m/export", null),
        ("GET", "/api/model/download/m", null),
        ("POST", "/api/model/m/save", null),
        ("POST", "/api/predict", """{"model":"m","features":{"x":3}}"""),
    ];

    [Fact]
    public async Task GaussianNBWithFewerClassesThanItsTables_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path);
        var file = SavedValue.Parse(await FileAsync(server, "multiclass", "\"GaussianNB\"", [.. Enumerable.Range(0, 9).Select(label => $"\"{label}\"")]));
        file.Find("state/classes/labels").Content = new List<SavedValue> { SavedValue.Of("0") };
        file.Find("state/classWeights").Content = new List<SavedValue> { SavedValue.Of(1.0) };

        var (status, body) = await UploadAsync(server, "multiclass", Sealed(file));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("{\"message\":", body, StringComparison.Ordinal);
        await server.JsonAsync("POST", "/api/model/regression/alive", "\"LinearRegression\"");
    }

    [Theory]
    [InlineData("regression", """["StandardScaler", "LinearRegression"]""", "1", "2.5", "-3")]
    [InlineData("regression", """{"KNNRegressor": {}}""", "1", "2.5", "-3")]
    [InlineData("binary", """[{"OneHotEncoder": {}}, {"LogisticRegression": {"optimizer": "Adam"}}]""", "true", "false")]
    [InlineData("binary", "\"HoeffdingTreeClassifier\"", "true", "false")]
    [InlineData("multiclass", "\"GaussianNB\"", "\"a\"", "\"b\"", "3")]
    [InlineData("multiclass", """["StandardScaler", {"OneVsRestClassifier": "LogisticRegression"}]""", "\"a\"", "\"b\"")]
    public async Task ChangedFile_IsRefusedOrWorks(string flavor, string spec, params string[] labels)
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path);
        var file = SavedValue.Parse(await FileAsync(server, flavor, spec, labels));
        file.Fields.RemoveAll(field => Envelope.Contains(field.Key, StringComparer.Ordinal));
        var faults = new List<string>();
        var served = 0;
        foreach (var (what, changed) in Damages.Drawn(file.ToBytes(), Draws))
        {
            if (!TrySeal(changed, out var bytes))
            {
                continue;
            }

            var (status, body) = await UploadAsync(server, flavor, bytes);
            if (status == HttpStatusCode.BadRequest)
            {
                continue;
            }

            if (status != HttpStatusCode.Created)
            {
                faults.Add($"{what}: upload {status} {body}");
                continue;
            }

            served++;
            foreach (var (method, path, call) in Calls)
            {
                var (answer, text) = await server.SendAsync(method, path, call?.Replace("LABEL", labels[0], StringComparison.Ordinal));
                if ((int)answer >= 500)
                {
                    faults.Add($"{what}: {method} {path} {answer} {text}");
                }
            }

            await server.SendAsync("DELETE", "/api/model/m");
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(20))}");
        Assert.InRange(served, 1, Draws - 1);
    }

    private static async Task<byte[]> FileAsync(TestServer server, string flavor, string spec, string[] labels)
    {
        await server.JsonAsync("POST", $"/api/model/{flavor}/original", spec);
        for (var i = 0; i < 30; i++)
        {
            await server.JsonAsync("POST", "/api/learn", $$$"""{"model":"original","features":{"x":{{{i % 7}}},"y":{{{i % 3}}},"c":"{{{(i % 2 == 0 ? "red" : "blue")}}}"},"ground_truth":{{{labels[i % labels.Length]}}}}""");
        }

        await server.JsonAsync("POST", "/api/predict", """{"model":"original","features":{"x":3},"identifier":"waiting"}""");
        return await server.Http.GetByteArrayAsync("/api/model/original/export");
    }

    private static async Task<(HttpStatusCode Status, string Body)> UploadAsync(TestServer server, string flavor, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        using var response = await server.Http.PostAsync($"/api/model/{flavor}/m/", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static bool TrySeal(byte[] changed, out byte[] file)
    {
        try
        {
            file = Sealed(SavedValue.Parse(changed));
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Flipped bits have made other than MessagePack of it.
            file = [];
            return false;
        }
    }

    private static byte[] Sealed(SavedValue file)
    {
        var fields = file.Fields;
        fields.RemoveAll(field => Envelope.Contains(field.Key, StringComparer.Ordinal));
        fields.Insert(0, KeyValuePair.Create("format", SavedValue.Of("onlineml")));
        fields.Insert(1, KeyValuePair.Create("version", SavedValue.Of(2L)));
        fields.Add(KeyValuePair.Create("checksum", SavedValue.Of(new byte[SHA256.HashSizeInBytes])));
        var bytes = file.ToBytes();
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes - 2), bytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes));
        return bytes;
    }
}
