using System.Globalization;
using System.Text;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Randomness;

namespace OnlineMl.ServingBenchmarks;

/// <summary>The example of all measurements: nine features with the names of the phishing data, which the scripts of wrk send, too.</summary>
internal static class Example
{
    public const string Model = "phishing";
    public const string Flavor = "binary";
    public const string Spec = """["StandardScaler", "LogisticRegression"]""";

    private static readonly string[] Names =
    [
        "empty_server_form_handler", "popup_window", "https", "request_from_other_domain", "anchor_from_other_domain", "is_popular", "long_url",
        "age_of_domain", "ip_in_url",
    ];

    private static readonly double[] Values = [0, 0.5, 1];

    /// <summary>Random features as a JSON object.</summary>
    public static string Features(RandomSource random) =>
        "{" + string.Join(',', Names.Select(name => string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{Values[(int)(random.NextDouble() * 3)]:f1}"))) + "}";

    /// <summary>Lines of a batch of learns.</summary>
    public static byte[] Lines(int count, int seed)
    {
        var random = new RandomSource(seed);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append("{\"features\":").Append(Features(random)).Append(",\"ground_truth\":").Append(random.NextDouble() < 0.5 ? "true" : "false").Append("}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Teaches the model examples, so that it is asked about names that it knows, as a model in use is.</summary>
    public static async Task TeachAsync(IOnlineMlClient client, int count)
    {
        var random = new RandomSource(seed: 1);
        for (var i = 0; i < count; i++)
        {
            var truth = random.NextDouble() < 0.5 ? "true" : "false";
            await client.LearnAsync(new LearnRequest(Model, JsonElement.Parse(Features(random)), JsonElement.Parse(truth)));
        }
    }

    /// <summary>Creates the model unless it is there.</summary>
    public static async Task CreateModelAsync(HttpClient http, string name)
    {
        using var content = new StringContent(Spec, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri($"api/model/{Flavor}/{name}", UriKind.Relative), content);
    }
}
