using OnlineMl.Contracts;
using OnlineMlApp;

var builder = WebApplication.CreateBuilder(args);

// The model is made at the first start, and goes on with what it has learned at every other. A changed spec is refused then: it needs a new name.
builder.Services.AddOnlineMl()
    .UseFiles("models")
    .AddModel<Visit>(
        "purchase",
        Flavor.Binary,
        """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, "LogisticRegression"]""",
        ["Accuracy", "ROCAUC", "LogLoss"]);
builder.Services.AddOnlineMlProblemDetails();

var app = builder.Build();
app.UseExceptionHandler();
app.UseDefaultFiles();
app.UseStaticFiles();

app.MapPost("/visits", async (Visit visit, ModelClient<Visit> purchase) =>
{
    var prediction = await purchase.PredictAsync(visit);
    return new Forecast(prediction.Identifier, prediction.Probabilities.Count == 0 ? 0.5 : prediction.ProbabilityOf(true));
});

// The service remembers the visit until its outcome is told.
app.MapPost("/visits/{visit}/outcome", async (string visit, Outcome outcome, ModelClient<Visit> purchase) =>
{
    await purchase.LabelAsync(visit, outcome.Purchase);
    return Results.NoContent();
});

app.MapGet("/quality", (IOnlineMlClient client) => client.GetMetricsAsync("purchase"));

app.MapOnlineMl("/api");
app.MapOnlineMlHealth("/health");
app.Run();
