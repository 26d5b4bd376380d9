using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.AspNetCore.Tests.Documents.Pages;

/// <summary>The code of <c>docs/start-in-an-app.md</c>.</summary>
public sealed class StartInAnAppTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AModel_IsAskedTaughtAndSaved()
    {
        (double, string, bool)[] visits = [.. Enumerable.Range(0, 300).Select(i => ((double)(i % 7), i % 2 == 0 ? "fr" : "de", i % 2 == 0))];
        var path = Path.Combine(_folder, "bought.oml");

        var model = Model.FromSpec("""[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, "LogisticRegression"]""");
        var metrics = new MetricSet(new Accuracy(), new LogLoss());
        foreach (var (age, country, bought) in visits)
        {
            var x = new FeatureVector { ["age"] = age, ["country"] = country };
            var prediction = model.Predict(x);
            model.Measure(metrics, x, bought, prediction);
            model.Learn(x, bought);
        }

        Assert.InRange(metrics[0].Value, 0.95, 1);

        using (var file = File.Create(path))
        {
            model.Save(file);
        }

        using var saved = File.OpenRead(path);
        var again = Model.Load(saved);

        Assert.Equal(model.StateHash(), again.StateHash());
    }

    [Fact]
    public async Task AnApplication_PredictsNowAndLabelsLater()
    {
        var folder = _folder;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        builder.Services.AddOnlineMl()
            .UseFiles(folder)
            .AddModel("churn", Flavor.Binary, """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, "LogisticRegression"]""");
        var app = builder.Build();
        app.MapOnlineMl("/api");

        app.MapPost("/visits", async (Visit visit, IOnlineMlClient client) =>
        {
            var prediction = await client.For<Visit>("churn").PredictAsync(visit);
            return Results.Ok(new { prediction.Identifier, Chance = prediction.ProbabilityOf(true) });
        });
        app.MapPost("/visits/{identifier}/outcome", async (string identifier, bool bought, IOnlineMlClient client) =>
            await client.For<Visit>("churn").LabelAsync(identifier, bought));

        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await http.PostAsJsonAsync("visits", new Visit(7, "FR"));
        var identifier = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("identifier").GetString();
        using var labelled = await http.PostAsync($"visits/{identifier}/outcome?bought=true", content: null);
        labelled.EnsureSuccessStatusCode();
        Assert.Equal(1, (await app.Services.GetRequiredService<IOnlineMlClient>().GetStatusAsync("churn")).Labels.Labelled);
        await app.DisposeAsync();
    }

    private sealed record Visit(int Pages, string Country);
}
