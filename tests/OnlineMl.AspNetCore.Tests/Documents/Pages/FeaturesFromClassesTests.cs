using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Evaluation;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

public sealed record Address(string City, string? Zip);

public sealed record Visit(int Pages, string Country, double? Cart, Address Address, string[] Tags)
{
    [JsonPropertyName("first_visit")]
    public bool IsFirst { get; init; }

    [JsonIgnore]
    public string? Note { get; init; }
}

/// <summary>The code of <c>docs/features-from-classes.md</c>.</summary>
public class FeaturesFromClassesTests
{
    [Fact]
    public async Task PropertiesOfAnObject_AreFeatures()
    {
        await using var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseMemory().Services.BuildServiceProvider();
        var client = services.GetRequiredService<IOnlineMlClient>();
        await client.CreateModelAsync("binary", "\"GaussianNB\"", "churn");

        var churn = client.For<Visit>("churn");
        var visit = new Visit(7, "FR", null, new Address("Lyon", "69001"), ["new", "sale"]) { IsFirst = true };
        await churn.LearnAsync(visit, true);

        using var export = new MemoryStream();
        await client.ExportModelAsync("churn", export);
        export.Position = 0;
        var model = Model.Load(export);
        Assert.Equal(
            ["Address.City", "Address.Zip", "Country", "Pages", "Tags_new", "Tags_sale", "first_visit"],
            Enumerable.Range(0, model.Features.Count).Select(model.Features.NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_FollowAPolicy()
    {
        var services = new ServiceCollection().AddLogging();

        services.AddOnlineMl().UseMemory().Configure<OnlineMlCallOptions>(options => options.FeatureNaming = JsonNamingPolicy.CamelCase);

        using var provider = services.BuildServiceProvider();
        Assert.Equal(JsonNamingPolicy.CamelCase, provider.GetRequiredService<IOnlineMlClient>().FeatureNaming);
    }

    [Fact]
    public void Texts_NeedAnEncoder()
    {
        var linear = Model.FromSpec("""["StandardScaler", "LogisticRegression"]""");
        Assert.True(FeatureUse.IsIgnored(linear, "Country", isText: true));
        Assert.Contains("OneHotEncoder", FeatureUse.ProposeSpec("""["StandardScaler", "LogisticRegression"]"""));

        var x = linear.NewExample();
        x["age"] = 31;
        x["visits"] = 7;
        var before = linear.Predict(x).Probabilities[true];

        Assert.Equal(0.5, before);
    }
}
