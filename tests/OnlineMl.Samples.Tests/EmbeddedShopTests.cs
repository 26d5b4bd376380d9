using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OnlineMl.Samples.Tests;

public class EmbeddedShopTests
{
    [Fact]
    public async Task Shop_LearnsWhoBuys()
    {
        using var shop = RunningSample.Start("EmbeddedShop", "--urls", "http://127.0.0.1:0", "--lostAfter", "00:00:01");
        using var http = await shop.ConnectAsync();
        for (var i = 0; i < 40; i++)
        {
            // Who comes from a search and looks at games buys; who looks at pans does not.
            await ViewAsync(http, $"buyer{i}", 2, "search");
            var order = await http.PostAsJsonAsync("orders", new { visitor = $"buyer{i}", product = 2 });
            Assert.Equal(HttpStatusCode.Created, order.StatusCode);
            await ViewAsync(http, $"passer-by{i}", 4, "advertisement");
        }

        var insights = await OutcomesAsync(http, 80);

        Assert.Equal(["Accuracy", "ROCAUC", "LogLoss"], insights.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name));
        Assert.Equal(0, insights.GetProperty("waiting").GetInt32());
        await InsightsAsync(http, found => found.GetProperty("visitors").GetInt32() == 0);
        var buyer = await ViewAsync(http, "newcomer1", 2, "search");
        var passerBy = await ViewAsync(http, "newcomer2", 4, "advertisement");
        Assert.InRange(buyer.GetProperty("chanceOfPurchase").GetDouble(), 0.6, 1);
        Assert.InRange(passerBy.GetProperty("chanceOfPurchase").GetDouble(), 0, 0.3);
        Assert.Equal("Free delivery today", passerBy.GetProperty("offer").GetString());
    }

    [Theory]
    [InlineData("""{"product": 2}""")]
    [InlineData("""{"visitor": null, "product": 2}""")]
    [InlineData("""{"visitor": "ada"}""")]
    public async Task OrderWithoutVisitorOrProduct_IsABadRequest(string order)
    {
        using var shop = RunningSample.Start("EmbeddedShop", "--urls", "http://127.0.0.1:0");
        using var http = await shop.ConnectAsync();
        using var content = new StringContent(order, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("orders", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static Task<JsonElement> ViewAsync(HttpClient http, string visitor, int product, string from) =>
        http.GetFromJsonAsync<JsonElement>($"products/{product}?visitor={visitor}&from={from}");

    // A visit is lost when its time is over, so the outcomes come by and by.
    private static Task<JsonElement> OutcomesAsync(HttpClient http, int count) =>
        InsightsAsync(http, found => found.GetProperty("outcomes").GetProperty("labelled").GetInt32() == count);

    private static async Task<JsonElement> InsightsAsync(HttpClient http, Predicate<JsonElement> isExpected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var insights = await http.GetFromJsonAsync<JsonElement>("insights", limit.Token);
            if (isExpected(insights))
            {
                return insights;
            }
        }
    }
}
