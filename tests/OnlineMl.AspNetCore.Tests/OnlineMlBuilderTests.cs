using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Composition;
using OnlineMl.Contracts;
using OnlineMl.Datasets;
using OnlineMl.Linear;
using OnlineMl.Preprocessing;
using OnlineMl.Serving;

namespace OnlineMl.AspNetCore.Tests;

public class OnlineMlBuilderTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";

    [Fact]
    public async Task DeclaredModels_AreThere_AndTypedOnesCanBeInjected()
    {
        await using var server = await TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
            .AddModel("prices", Flavor.Regression, Spec, ["MAE"])
            .AddModel<Visit>("churn", Flavor.Binary, new Model(new StandardScaler() | new LogisticRegression())));
        Assert.Equal("""{"models":["churn","prices"]}""", (await server.SendAsync("GET", "/api/models")).Body.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["MAE"], (await server.JsonAsync("GET", "/api/metrics?model=prices")).EnumerateObject().Select(metric => metric.Name));

        var churn = server.Services.GetRequiredService<ModelClient<Visit>>();
        await churn.LearnAsync(new Visit(3), true);
        Assert.Same(churn, server.Services.GetRequiredKeyedService<ModelClient<Visit>>("churn"));
        Assert.Equal(1, (await server.JsonAsync("GET", "/api/stats?model=churn")).GetProperty("learn").GetProperty("n_calls").GetInt64());
    }

    [Fact]
    public async Task DeclaredModel_KeepsWhatItLearned()
    {
        using var folder = new TemporaryFolder();
        for (var start = 1; start <= 3; start++)
        {
            await using var server = await TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
                .UseFiles(folder.Path)
                .AddModel("prices", Flavor.Regression, Spec, ["MAE"]));
            await server.JsonAsync("POST", "/api/learn", """{"model": "prices", "features": {"size": 3}, "ground_truth": 6}""");
            Assert.Equal(start, (await server.JsonAsync("GET", "/api/model/prices/status")).GetProperty("position").GetInt64());
        }
    }

    [Fact]
    public async Task DeclaredModel_ThatIsStoredOtherwise_GoesOnWhenThatIsWanted()
    {
        using var folder = new TemporaryFolder();
        using var lines = new LogLines();
        for (var start = 1; start <= 2; start++)
        {
            var metric = start == 1 ? "MAE" : "RMSE";
            await using var server = await TestServer.StartAsync(
                options => options.Storage.WhenModelDiffers = StoredModelDifference.Keep,
                builder =>
                {
                    builder.Logging.AddProvider(lines);
                    builder.Services.AddOnlineMl().UseFiles(folder.Path).AddModel("prices", Flavor.Regression, Spec, [metric]);
                });
            await server.JsonAsync("POST", "/api/learn", """{"model": "prices", "features": {"size": 3}, "ground_truth": 6}""");
            Assert.Equal(start, (await server.JsonAsync("GET", "/api/stats?model=prices")).GetProperty("learn").GetProperty("n_calls").GetInt64());
        }

        var warning = Assert.Single(lines.Of("OnlineMl.Serving.Configuration.DeclaredModels", LogLevel.Warning));
        Assert.StartsWith("The declared model 'prices' is stored with the metrics [", warning, StringComparison.Ordinal);
        Assert.EndsWith(", and goes on so.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeedOfADeclaredModel_IsLearnedOnce()
    {
        using var folder = new TemporaryFolder();
        var begun = 0;
        for (var start = 1; start <= 2; start++)
        {
            await using var server = await TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
                .UseFiles(folder.Path)
                .AddModel<Visit>("churn", Flavor.Binary, new Model(new StandardScaler() | new LogisticRegression()))
                .SeedModel("churn", _ =>
                {
                    begun++;
                    return Enumerable.Range(0, 100).Select(i => new TrainingExample<Visit>(new(i), i > 50)).ToAsyncEnumerable();
                })
                .AddModel("flowers", Flavor.Multiclass, "\"GaussianNB\"")
                .SeedModel("flowers", new Iris()));
            var churn = server.Services.GetRequiredService<ModelClient<Visit>>();
            Assert.True((await churn.PredictAsync(new(99))).ProbabilityOf(true) > (await churn.PredictAsync(new(0))).ProbabilityOf(true));
            Assert.Equal(100, (await server.JsonAsync("GET", "/api/stats?model=churn")).GetProperty("learn").GetProperty("n_calls").GetInt64());
            Assert.Equal(150, (await server.JsonAsync("GET", "/api/stats?model=flowers")).GetProperty("learn").GetProperty("n_calls").GetInt64());
            Assert.True((await server.JsonAsync("GET", "/api/metrics?model=flowers")).GetProperty("Accuracy").GetDouble() > 0.5);
        }

        Assert.Equal(1, begun);
    }

    [Fact]
    public async Task SeedThatBreaksOff_LeavesNoModel_AndIsLearnedFromItsBeginningAtTheNextStart()
    {
        using var folder = new TemporaryFolder();
        Task<TestServer> StartAsync(Func<IAsyncEnumerable<TrainingExample<Visit>>> examples) => TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
            .UseFiles(folder.Path).AddModel<Visit>("prices", Flavor.Regression, Spec).SeedModel("prices", _ => examples()));

        await Assert.ThrowsAsync<IOException>(() => StartAsync(() => Examples(breaksOff: true)));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "prices")));
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(() => new TrainingExample<Visit>[] { new(new(1), 1.0), new(new(1), "red") }.ToAsyncEnumerable()));
        Assert.StartsWith("The model 'prices' cannot be declared so: Example 2 of its seed: ", wrong.Message, StringComparison.Ordinal);
        await using var server = await StartAsync(() => Examples(breaksOff: false));
        Assert.Equal(10, (await server.JsonAsync("GET", "/api/stats?model=prices")).GetProperty("learn").GetProperty("n_calls").GetInt64());

        static async IAsyncEnumerable<TrainingExample<Visit>> Examples(bool breaksOff)
        {
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                yield return i == 5 && breaksOff ? throw new IOException("The database is gone.") : new(new(i), 2.0 * i);
            }
        }
    }

    [Fact]
    public async Task SeedOfAModelThatIsNotDeclared_StopsTheStart()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(build: builder =>
            builder.Services.AddOnlineMl().AddModel("prices", Flavor.Regression, Spec).SeedModel("price", new Iris())));
        Assert.Equal("There is a seed for the model 'price', which is not declared.", fault.Message);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddOnlineMl().SeedModel("prices", new Agrawal()));
    }

    [Fact]
    public async Task DeclaredModel_ThatIsStoredOtherwise_StopsTheStart_AndAllDifferencesAreTold()
    {
        using var folder = new TemporaryFolder();
        await using (await TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
            .UseFiles(folder.Path)
            .AddModel("prices", Flavor.Regression, Spec, ["MAE"])
            .AddModel("sizes", Flavor.Regression, Spec)))
        {
        }

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl()
            .UseFiles(folder.Path)
            .AddModel("prices", Flavor.Custom, Spec, ["MAE", "RMSE"])
            .AddModel("sizes", Flavor.Regression, "\"LinearRegression\"")
            .AddModel("wrong", Flavor.Regression, "\"LinerRegression\"")));

        Assert.Contains("'prices' is stored with the flavor regression instead of custom, the metrics [", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'sizes' is stored with the spec [", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'wrong' cannot be declared so:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddedComponents_AreInTheCatalog()
    {
        await using var server = await TestServer.StartAsync(build: builder => builder.Services.AddOnlineMl().AddComponents(typeof(OnlineMlBuilderTests).Assembly));
        await server.JsonAsync("POST", "/api/model/regression/seven", "\"AlwaysSeven\"");
        Assert.Equal(7, (await server.JsonAsync("POST", "/api/predict", """{"model": "seven", "features": {}}""")).GetProperty("prediction").GetDouble());

        var fault = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddOnlineMl().AddComponents(typeof(FactAttribute).Assembly));
        Assert.Contains("no public class with a [Component] attribute", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConventionsOnTheGroup_CountForAllOfIt()
    {
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddRateLimiter(limits => limits.AddFixedWindowLimiter("two", limit => (limit.PermitLimit, limit.Window) = (2, TimeSpan.FromHours(1)))),
            map: app =>
            {
                app.UseRateLimiter();
                app.MapOnlineMl().RequireRateLimiting("two");
            });
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/models")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/catalog")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.SendAsync("GET", "/api/health/live")).Status);
    }

    [Fact]
    public async Task StreamsBeyondTheLimit_AreRefused_UntilOneEnds()
    {
        await using var server = await TestServer.StartAsync(options => options.Stream.MaxStreams = 1, map: app =>
        {
            app.MapOnlineMl();
            app.MapOnlineMl("/other");
        });
        using (await server.Http.GetAsync("/api/stream/events", HttpCompletionOption.ResponseHeadersRead))
        {
            using var refused = await server.Http.GetAsync("/other/stream/metrics", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
            Assert.Contains("MaxStreams", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        while (true)
        {
            using var stream = await server.Http.GetAsync("/other/stream/metrics", HttpCompletionOption.ResponseHeadersRead);
            if (stream.StatusCode == HttpStatusCode.OK)
            {
                return;
            }
        }
    }

    public sealed record Visit(int Pages);
}
