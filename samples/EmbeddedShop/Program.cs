using EmbeddedShop;
using OnlineMl.Contracts;
using OnlineMl.Serving;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5001");
}

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddOnlineMl()
    .UseFiles(builder.Configuration["storage"] ?? "models")
    .AddModel<Visit>(
        PurchaseForecast.Name,
        Flavor.Binary,
        """[{"TransformerUnion": ["StandardScaler", "OneHotEncoder"]}, {"LogisticRegression": {"optimizer": {"AdaGrad": {"lr": 0.3}}}}]""",
        ["Accuracy", "ROCAUC", "LogLoss"]);
builder.Services.ConfigureHttpJsonOptions(options =>
{
    // An order without a visitor is a bad request.
    options.SerializerOptions.RespectRequiredConstructorParameters = true;
    options.SerializerOptions.RespectNullableAnnotations = true;
});
builder.Services.Configure<ShopOptions>(builder.Configuration);
builder.Services.AddSingleton<Products>();
builder.Services.AddSingleton<Visitors>();
builder.Services.AddSingleton<PurchaseForecast>();
builder.Services.AddHostedService<LostVisits>();
builder.Services.AddHostedService<Welcome>();

var app = builder.Build();

app.MapGet("/products", (Products products) => products.All);

app.MapGet("/products/{id:int}", async (int id, string visitor, string? from, Products products, Visitors visitors, PurchaseForecast forecast) =>
{
    if (products.Find(id) is not { } product)
    {
        return Results.NotFound();
    }

    var visit = visitors.See(visitor, product, cameFromSearch: from == "search");
    var chance = await forecast.PredictAsync(visitor, visit);
    return Results.Ok(new ProductPage(product, chance, Offer: chance < 0.3 ? "Free delivery today" : null));
});

app.MapPost("/orders", async (Order order, Products products, PurchaseForecast forecast) =>
{
    if (products.Find(order.Product) is not { } product)
    {
        return Results.NotFound();
    }

    await forecast.LearnPurchaseAsync(order.Visitor);
    return Results.Created($"/orders/{order.Visitor}", product);
});

app.MapGet("/insights", (PurchaseForecast forecast, Visitors visitors) => forecast.GetInsightsAsync(visitors.Count));

await app.RunAsync();
